import CKernels
import JSON

/// x, or `negative_slope` · x below 0; torch.nn.LeakyReLU.
///
/// Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013.
struct LeakyReluConfiguration: InputActivationType {
  static let name = "leaky_relu"
  static let documentation = "x, or negative_slope * x where x is negative."
  static let keys = [
    KeyDescription(
      "negative_slope", .number(.nonNegative), .value(0.01), "The slope where x is negative.")
  ]

  let negativeSlope: Double

  init(negativeSlope: Double) { self.negativeSlope = negativeSlope }
  init(_ fields: Fields) { self.init(negativeSlope: fields.double("negative_slope")) }

  var function: InputFunction { .leakyRelu(Float(negativeSlope)) }
  var summary: String {
    negativeSlope == 0.01
      ? "leaky_relu" : "leaky_relu \(JSONValue.number(negativeSlope).canonicalText)"
  }
  var outputLimit: String? { negativeSlope == 0 ? "leaves none below 0" : nil }
}

/// x, or `alpha` · (exp(x) − 1) below 0; torch.nn.ELU.
///
/// Clevert, Unterthiner & Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear
/// Units, 2016.
struct EluConfiguration: InputActivationType {
  static let name = "elu"
  static let documentation = "x, or alpha * (exp(x) - 1) where x is negative."
  static let keys = [
    KeyDescription(
      "alpha", .number(.nonNegative), .value(1), "The negative of the limit for small x.")
  ]

  let alpha: Double

  init(alpha: Double) { self.alpha = alpha }
  init(_ fields: Fields) { self.init(alpha: fields.double("alpha")) }

  var function: InputFunction { .elu(Float(alpha)) }
  var summary: String { alpha == 1 ? "elu" : "elu \(JSONValue.number(alpha).canonicalText)" }
  var outputLimit: String? {
    alpha == 0
      ? "leaves none below 0" : "leaves none below \(JSONValue.number(-alpha).canonicalText)"
  }
}

/// x · Φ(x), or its approximation by a tanh; torch.nn.GELU.
///
/// Hendrycks & Gimpel, Gaussian Error Linear Units, 2016.
struct GeluConfiguration: InputActivationType {
  static let name = "gelu"
  static let documentation = "x times the normal distribution function of x."
  static let keys = [
    KeyDescription(
      "approximate",
      .choice(ChoiceDescription(noun: "approximation", of: GeluApproximation.self)),
      .value("none"), "How the normal distribution function is computed.")
  ]

  let approximation: GeluApproximation

  init(approximation: GeluApproximation) { self.approximation = approximation }
  init(_ fields: Fields) { self.init(approximation: fields.choice("approximate")) }

  var function: InputFunction { approximation == .tanh ? .geluTanh : .gelu }
  var summary: String { approximation == .none ? "gelu" : "gelu, approximate tanh" }
  var outputLimit: String? { "leaves none below -0.17" }
}

/// How a gelu computes the normal distribution function.
package enum GeluApproximation: String, Hashable, Sendable, CaseIterable {
  case none
  case tanh
}

extension GeluApproximation: DescribedChoice {
  package var summary: String {
    switch self {
    case .none: "(1 + erf(x / sqrt(2))) / 2."
    case .tanh: "(1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2."
    }
  }
}

/// x · σ(x); torch.nn.SiLU.
struct SiluConfiguration: InputActivationType {
  static let name = "silu"
  static let documentation = "x / (1 + exp(-x))."

  init() {}
  init(_ fields: Fields) {}

  var function: InputFunction { .silu }
  var outputLimit: String? { "leaves none below -0.28" }
}

/// x · clamp(x + 3, 0, 6) ÷ 6; torch.nn.Hardswish.
///
/// Howard et al., Searching for MobileNetV3, 2019.
struct HardSwishConfiguration: InputActivationType {
  static let name = "hard_swish"
  static let documentation = "x * min(max(x + 3, 0), 6) / 6."

  init() {}
  init(_ fields: Fields) {}

  var function: InputFunction { .hardSwish }
  var outputLimit: String? { "leaves none below -0.375" }
}

extension LayerConfiguration {
  package static func leakyRelu(negativeSlope: Double = 0.01) -> LayerConfiguration {
    LayerConfiguration(LeakyReluConfiguration(negativeSlope: negativeSlope))
  }
  package static func elu(alpha: Double = 1) -> LayerConfiguration {
    LayerConfiguration(EluConfiguration(alpha: alpha))
  }
  package static func gelu(_ approximation: GeluApproximation = .none) -> LayerConfiguration {
    LayerConfiguration(GeluConfiguration(approximation: approximation))
  }
  package static let silu = LayerConfiguration(SiluConfiguration())
  package static let hardSwish = LayerConfiguration(HardSwishConfiguration())
}

/// A function of every element by itself, with a derivative that its input gives.
protocol InputActivationType: LayerType {
  var function: InputFunction { get }
}

extension InputActivationType {
  var computation: Computation {
    switch function {
    case .leakyRelu(let slope): .activation(.leakyRelu(slope: slope))
    case .elu(let alpha): .activation(.elu(alpha: alpha))
    case .gelu: .activation(.gelu)
    case .geluTanh: .activation(.geluTanh)
    case .silu: .activation(.silu)
    case .hardSwish: .activation(.hardSwish)
    }
  }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .transform(InputActivation(function: function, input: input))
  }
}

/// A function of every element, y[G, F, 16] = f(x[G, F, 16]).
///
/// Its derivative does not follow from its output, so the output lies elsewhere than the input,
/// which backward reads.
struct InputActivation: TransformLayer {
  let function: InputFunction
  let input: Shape

  var output: Shape { input }
  var keptPerGroup: Int { 0 }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { input.dimensions.dropFirst().contains { $0 > 1 } }
  /// Backward reads x.
  var furtherReads: (forward: Int, backward: Int) { (0, 1) }

  /// y = f(x).
  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    kernels.activate(function, x: x, y: &y)
  }

  /// dx = dy · f′(x).
  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    kernels.activateBackward(self.function, x: x, dy: dy, dx: &dx)
    if let function { kernels.backpropagate(function, y: x, gradient: &dx) }
  }
}
