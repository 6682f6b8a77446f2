import Engine

extension SmallNetwork {
  /// Convolutions and pools of groups, of axes that differ, and of one axis.
  static let convolutions: [SmallNetwork] = [
    SmallNetwork(
      name: "depthwise and grouped convolutions", input: Shape(2, 9, 9),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 6, kernelSize: 3)), .tanh,
        .conv2d(
          Conv2dConfiguration(
            outChannels: 6, kernelSize: 3, padding: .same, groups: 6, bias: false)),
        .tanh, .conv2d(Conv2dConfiguration(outChannels: 9, kernelSize: 1, groups: 3)), .tanh,
        .conv2d(
          Conv2dConfiguration(
            outChannels: 18, kernelSize: 5, stride: 2, padding: .count(2), groups: 9)), .tanh,
        .adaptiveAvgPool2d(outputSize: Extent(1, 3)), .flatten,
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "axes that differ, and taps apart", input: Shape(2, 8, 11),
      layers: [
        .conv2d(
          Conv2dConfiguration(
            outChannels: 5, kernelSize: Extent(2, 3), stride: Extent(1, 2),
            padding: .count(Extent(0, 1)))), .tanh,
        .conv2d(
          Conv2dConfiguration(
            outChannels: 4, kernelSize: Extent(3, 2), padding: .same, dilation: Extent(2, 3))),
        .tanh, .avgPool2d(PoolConfiguration(kernelSize: Extent(2, 3), stride: Extent(2, 1))),
        .sigmoid,
        .conv2d(Conv2dConfiguration(outChannels: 6, kernelSize: 2, dilation: 2, groups: 2)), .tanh,
        .adaptiveAvgPool2d(outputSize: 1), .flatten,
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "one axis", input: Shape(3, 20),
      layers: [
        .conv1d(Conv1dConfiguration(outChannels: 6, kernelSize: 4, padding: .same)), .tanh,
        .conv1d(
          Conv1dConfiguration(
            outChannels: 6, kernelSize: 3, padding: .count(2), dilation: 2, groups: 6)), .tanh,
        .batchNorm(BatchNormConfiguration()), .tanh, .avgPool1d(kernelSize: 3, stride: 2),
        .conv1d(Conv1dConfiguration(outChannels: 4, kernelSize: 3, stride: 2, groups: 2)), .tanh,
        .flatten, .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "largest values of rectangles", input: Shape(2, 4, 9),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 4, kernelSize: Extent(1, 2))), .tanh,
        .maxPool2d(PoolConfiguration(kernelSize: Extent(1, 2), stride: Extent(2, 2))), .flatten,
        .linear(LinearConfiguration(outFeatures: 3)),
      ],
      // So small that hardly a window's largest value changes places.
      epsilon: 0x1p-14),
    SmallNetwork(
      name: "one axis, its largest values, and a kernel as long", input: Shape(2, 13),
      layers: [
        .conv1d(Conv1dConfiguration(outChannels: 3, kernelSize: 3)), .tanh,
        .maxPool1d(kernelSize: 2),
        .conv1d(Conv1dConfiguration(outChannels: 4, kernelSize: 5)), .tanh, .flatten,
        .linear(LinearConfiguration(outFeatures: 3)),
      ], epsilon: 0x1p-14),
  ]
}
