import CKernels
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
    .transform(AdaptiveAvgPool2d(input: input, output: try outputShape(for: input)))
  }
}

extension LayerConfiguration {
  package static func adaptiveAvgPool2d(outputSize: Extent = 1) -> LayerConfiguration {
    LayerConfiguration(AdaptiveAvgPool2dConfiguration(outputSize: outputSize))
  }
}

/// The mean of windows that divide the image.
struct AdaptiveAvgPool2d: TransformLayer {
  let input: Shape
  let output: Shape
  private let geometry: bench_pool2d

  init(input: Shape, output: Shape) {
    self.input = input
    self.output = output
    geometry = bench_pool2d(from: input, to: output, kernel: 1, stride: 1)
  }

  var keptPerGroup: Int { 0 }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { true }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      var part = y.slice(geometry.outputRange(of: group))
      kernels.adaptiveAvgPoolForward(
        geometry, x: x.extracting(geometry.inputRange(of: group)), y: &part)
    }
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      var part = dx.slice(geometry.inputRange(of: group))
      kernels.adaptiveAvgPoolBackward(
        geometry, dy: dy.extracting(geometry.outputRange(of: group)),
        x: x.extracting(geometry.inputRange(of: group)), of: function, dx: &part)
    }
  }
}
