/// relu, tanh or sigmoid of every element.
struct Activation: InPlaceLayer {
  let function: ElementaryFunction
  let input: Shape

  var output: Shape { input }
  var needsOutput: Bool { true }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.apply(function, to: &x)
  }

  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.backpropagate(function, y: y, gradient: &gradient)
  }
}

/// exp(x) ÷ Σ exp(x) over the features of a vector.
struct Softmax: InPlaceLayer {
  let input: Shape

  init(input: Shape) throws(ShapeMismatch) {
    self.input = try LayerConfiguration.softmax.outputShape(for: input)
  }

  var output: Shape { input }
  var needsOutput: Bool { true }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.softmax(&x, features: input.count)
  }

  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.softmaxBackward(y: y, gradient: &gradient, features: input.count)
  }
}

/// An image read as a vector; the elements lie in that order already.
struct Flatten: InPlaceLayer {
  let input: Shape

  var output: Shape { Shape(input.count) }
  var needsOutput: Bool { false }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {}
  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {}
}
