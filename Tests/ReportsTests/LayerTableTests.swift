import Engine
import Reports
import Testing

struct LayerTableTests {
  static let lenet5: [LayerConfiguration] = [
    .conv2d(.init(outChannels: 6, kernelSize: 5)), .tanh, .avgPool2d(.init(kernelSize: 2)), .tanh,
    .conv2d(.init(outChannels: 16, kernelSize: 5)), .tanh, .avgPool2d(.init(kernelSize: 2)), .tanh,
    .conv2d(.init(outChannels: 120, kernelSize: 5)), .tanh, .flatten,
    .linear(.init(outFeatures: 84)), .tanh, .linear(.init(outFeatures: 10)),
  ]

  @Test func `LeNet-5 has its shapes, parameters and arithmetic`() {
    let layers = LayerTable(Self.lenet5, input: Shape(1, 32, 32))
    #expect(layers.parameters == 61_706)
    #expect(
      layers.table.laidOut(width: 100, style: .plain).text == """
         #  layer              output  parameters  forward MFLOP  training MFLOP
         -  input             1x32x32           -              -               -
         0  conv2d 6, 5x5     6x28x28         156          0.235           0.470
         1  tanh              6x28x28           -              -               -
         2  avg_pool2d 2x2    6x14x14           -              -               -
         3  tanh              6x14x14           -              -               -
         4  conv2d 16, 5x5   16x10x10       2,416          0.480           1.440
         5  tanh             16x10x10           -              -               -
         6  avg_pool2d 2x2     16x5x5           -              -               -
         7  tanh               16x5x5           -              -               -
         8  conv2d 120, 5x5   120x1x1      48,120          0.096           0.288
         9  tanh              120x1x1           -              -               -
        10  flatten               120           -              -               -
        11  linear 84              84      10,164          0.020           0.060
        12  tanh                   84           -              -               -
        13  linear 10              10         850          0.002           0.005
         -  total                   -      61,706          0.833           2.264

        """)
  }

  @Test(arguments: [
    (
      LayerConfiguration.conv2d(
        .init(outChannels: 16, kernelSize: 3, stride: 1, padding: .same, bias: false)),
      "conv2d 16, 3x3, padding same, no bias"
    ),
    (
      .conv2d(.init(outChannels: 4, kernelSize: 3, stride: 2, padding: .count(1))),
      "conv2d 4, 3x3, stride 2, padding 1"
    ),
    (
      .conv2d(
        .init(
          outChannels: 8, kernelSize: Extent(3, 1), stride: Extent(1, 2),
          padding: .count(Extent(2, 0)), dilation: Extent(2, 1), groups: 4)),
      "conv2d 8, 3x1, stride 1x2, padding 2x0, dilation 2x1, groups 4"
    ),
    (
      .conv1d(.init(outChannels: 8, kernelSize: 5, padding: .same, dilation: 2, groups: 2)),
      "conv1d 8, 5, padding same, dilation 2, groups 2"
    ),
    (.conv1d(.init(outChannels: 8, kernelSize: 5, bias: false)), "conv1d 8, 5, no bias"),
    (.avgPool2d(.init(kernelSize: Extent(1, 2))), "avg_pool2d 1x2"),
    (
      .maxPool2d(.init(kernelSize: 2, stride: Extent(2, 1))), "max_pool2d 2x2, stride 2x1"
    ),
    (.maxPool1d(kernelSize: 3), "max_pool1d 3"),
    (.avgPool1d(kernelSize: 3, stride: 1), "avg_pool1d 3, stride 1"),
    (.adaptiveAvgPool2d(outputSize: Extent(1, 4)), "adaptive_avg_pool2d 1x4"),
    (.maxPool2d(.init(kernelSize: 2, stride: 1)), "max_pool2d 2x2, stride 1"),
    (.linear(.init(outFeatures: 3, bias: false)), "linear 3, no bias"),
    (.layerNorm(.init(epsilon: 0.1)), "layer_norm"),
    (.layerNorm(.init(affine: false)), "layer_norm, not affine"),
    (.groupNorm(.init(groups: 4)), "group_norm 4"),
    (.groupNorm(.init(groups: 4, affine: false)), "group_norm 4, not affine"),
  ])
  func `a layer is named with what is not default`(layer: LayerConfiguration, text: String) {
    #expect(layer.summary == text)
  }
}
