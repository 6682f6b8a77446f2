import JSON

/// max(0, x).
struct ReluConfiguration: ActivationType {
  static let name = "relu"
  static let documentation = "max(0, x)."
  static let function = ElementaryFunction.relu
  var computation: Computation { .activation(.relu) }
  var outputLimit: String? { "leaves none below 0" }
}

/// The hyperbolic tangent.
struct TanhConfiguration: ActivationType {
  static let name = "tanh"
  static let documentation = "Hyperbolic tangent."
  static let function = ElementaryFunction.tanh
  var computation: Computation { .activation(.tanh) }
  var outputLimit: String? { "leaves them between -1 and 1" }
}

/// The logistic function.
struct SigmoidConfiguration: ActivationType {
  static let name = "sigmoid"
  static let documentation = "1 / (1 + exp(-x))."
  static let function = ElementaryFunction.sigmoid
  var computation: Computation { .activation(.sigmoid) }
  var outputLimit: String? { "leaves them between 0 and 1" }
}

extension LayerConfiguration {
  package static let relu = LayerConfiguration(ReluConfiguration())
  package static let tanh = LayerConfiguration(TanhConfiguration())
  package static let sigmoid = LayerConfiguration(SigmoidConfiguration())
}

/// A function of every element by itself.
protocol ActivationType: LayerType {
  static var function: ElementaryFunction { get }
  init()
}

extension ActivationType {
  init(_ fields: Fields) { self.init() }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .inPlace(Activation(function: Self.function, input: input))
  }
}

/// relu, tanh or sigmoid of every element.
struct Activation: InPlaceLayer {
  let function: ElementaryFunction
  let input: Shape

  var elementaryFunction: ElementaryFunction? { function }
  var output: Shape { input }
  var needsOutput: Bool { true }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.apply(function, to: &x)
  }

  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {
    kernels.backpropagate(function, y: y, gradient: &gradient)
  }
}
