import Engine

extension SmallNetwork {
  /// Networks whose examples are mixed with others of their batch.
  static let mixed: [SmallNetwork] = [
    SmallNetwork(
      name: "mixed examples", input: Shape(2, 7, 7),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 5, kernelSize: 3)), .tanh, .flatten,
        .linear(LinearConfiguration(outFeatures: 4)),
      ], isMixed: true),
    SmallNetwork(
      name: "mixed examples of weighted classes, smoothed labels", input: Shape(6),
      layers: [
        .linear(LinearConfiguration(outFeatures: 20)), .tanh,
        .linear(LinearConfiguration(outFeatures: 4)),
      ],
      loss: weighted(.list([0.5, 2, 1, 4]), smoothing: 0.1), isMixed: true),
    SmallNetwork(
      name: "mixed examples, softmax binary cross-entropy", input: Shape(6),
      layers: [.linear(LinearConfiguration(outFeatures: 4))],
      loss: LossConfiguration(.softmaxBinaryCrossEntropy, reduction: .sum), isMixed: true),
    SmallNetwork(
      name: "mixed examples of a tiny network, nll", input: Shape(2),
      layers: [.linear(LinearConfiguration(outFeatures: 3)), .softmax],
      loss: LossConfiguration(.nll), isMixed: true),
    SmallNetwork(
      name: "mixed examples of a tiny network", input: Shape(2),
      layers: [.linear(LinearConfiguration(outFeatures: 3))], isMixed: true),
  ]
}
