import JSON

/// What a definition says of a softmax over the features of a vector.
struct SoftmaxConfiguration: LayerType {
  static let name = "softmax"
  static let documentation = "exp(x) divided by the sum of exp over the vector."

  init() {}
  init(_ fields: Fields) {}

  var computation: Computation { .softmax }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 1 else {
      throw ShapeMismatch(
        key: nil,
        problem: "softmax needs a vector, not an input of \(input); put flatten before it")
    }
    return input
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .inPlace(Softmax(input: try outputShape(for: input)))
  }
}

extension LayerConfiguration {
  package static let softmax = LayerConfiguration(SoftmaxConfiguration())
}

/// exp(x) ÷ Σ exp(x) over the features of a vector.
struct Softmax: InPlaceLayer {
  let input: Shape

  var output: Shape { input }
  var needsOutput: Bool { true }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.softmax(&x, features: input.count)
  }

  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.softmaxBackward(y: y, gradient: &gradient, features: input.count)
  }
}
