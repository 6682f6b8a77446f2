import JSON

/// What a definition says of a pool with a given output: the mean of windows that divide the image
/// as evenly as it goes, torch.nn.AdaptiveAvgPool2d. Window i of O over H rows has the rows
/// ⌊i·H ÷ O⌋ to ⌈(i + 1)·H ÷ O⌉.
package struct AdaptiveAvgPool2dConfiguration: LayerType {
  package var outputSize: Extent

  package init(outputSize: Extent = 1) {
    self.outputSize = outputSize
  }

  static let name = "adaptive_avg_pool2d"
  static let documentation = "The mean of windows that divide the image into a given size."
  static let keys = [
    KeyDescription(
      "output_size", .size(1...1024), .value(1),
      "The side of a square output, or the output's [height, width].")
  ]

  init(_ fields: Fields) {
    self.init(outputSize: fields.extent("output_size"))
  }

  var computation: Computation { .adaptiveAveragePool }
  var summary: String { "adaptive_avg_pool2d \(outputSize.crossed)" }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 3 else {
      throw ShapeMismatch(
        key: nil, problem: "adaptive_avg_pool2d needs an image, not an input of \(input)")
    }
    return Shape([input.dimensions[0]] + outputSize.axes)
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .transform(
      Pool(
        .adaptiveAverage, PoolConfiguration(kernelSize: 1), input: input,
        output: try outputShape(for: input)))
  }
}

extension LayerConfiguration {
  package static func adaptiveAvgPool2d(outputSize: Extent = 1) -> LayerConfiguration {
    LayerConfiguration(AdaptiveAvgPool2dConfiguration(outputSize: outputSize))
  }
}
