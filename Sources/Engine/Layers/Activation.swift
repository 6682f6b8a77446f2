/// relu, tanh or sigmoid of every element.
struct Activation: InPlaceLayer {
  let function: ElementaryFunction
  let input: Shape

  var output: Shape { input }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.apply(function, to: &x)
  }

  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.backpropagate(function, y: y, gradient: &gradient)
  }
}

/// An image read as a vector; the elements lie in that order already.
struct Flatten: InPlaceLayer {
  let input: Shape

  var output: Shape { Shape(input.count) }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {}
  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {}
}

extension LayerConfiguration {
  /// Returns the layer for an input, or says which key does not fit.
  func layer(for input: Shape) throws(ShapeMismatch) -> any Layer {
    switch self {
    case .conv2d(let configuration): try Conv2d(configuration, input: input)
    case .linear(let configuration): try Linear(configuration, input: input)
    case .maxPool2d(let configuration): try Pool2d(.max, configuration, input: input)
    case .avgPool2d(let configuration): try Pool2d(.average, configuration, input: input)
    case .flatten: Flatten(input: input)
    case .relu: Activation(function: .relu, input: input)
    case .tanh: Activation(function: .tanh, input: input)
    case .sigmoid: Activation(function: .sigmoid, input: input)
    case .softmax, .dropout, .batchNorm: throw ShapeMismatch(key: nil, problem: "not yet")
    }
  }
}
