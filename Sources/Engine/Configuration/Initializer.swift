package import JSON

/// How a parameter gets its first values, drawn from the Philox stream of its layer.
package enum Initializer: Hashable, Sendable {
  /// U(−√(1/fan_in), √(1/fan_in)); for a bias the bound of its layer's weight.
  case uniformFanIn
  /// N(0, √(2/fan_in)); He et al., Delving Deep into Rectifiers, 2015.
  case kaimingNormal
  /// U(±√(6/(fan_in + fan_out))); Glorot & Bengio, Understanding the difficulty of training
  /// deep feedforward neural networks, 2010.
  case xavierUniform
  /// N(0, std).
  case normal(std: Double)
  case zeros
  /// A normalisation's weight; no definition names it.
  case ones
}

extension Initializer {
  /// The initializers that a definition may name.
  package static let variants = Variants<Initializer>(
    "initializer", noun: "initializer", allowsBareName: true,
    [
      Variant("uniform_fan_in", "Uniform in (-b, b) with b = sqrt(1 / fan_in).") { _ in
        .uniformFanIn
      },
      Variant("kaiming_normal", "Normal with mean 0 and standard deviation sqrt(2 / fan_in).") {
        _ in .kaimingNormal
      },
      Variant("xavier_uniform", "Uniform in (-b, b) with b = sqrt(6 / (fan_in + fan_out)).") { _ in
        .xavierUniform
      },
      Variant(
        "normal", "Normal with mean 0 and standard deviation std.",
        [KeyDescription("std", .number(.positive), .required, "The standard deviation.")]
      ) { fields in .normal(std: fields.double("std")) },
      Variant("zeros", "All values are zero.") { _ in .zeros },
    ])

  /// Returns the first values of a parameter of a layer with these fans.
  func values(count: Int, fanIn: Int, fanOut: Int, from stream: Philox) -> [Float] {
    let (fanIn, fanOut) = (Double(fanIn), Double(fanOut))
    return switch self {
    case .uniformFanIn: stream.uniform(count: count, bound: (1 / fanIn).squareRoot())
    case .kaimingNormal: stream.normal(count: count, deviation: (2 / fanIn).squareRoot())
    case .xavierUniform: stream.uniform(count: count, bound: (6 / (fanIn + fanOut)).squareRoot())
    case .normal(let deviation): stream.normal(count: count, deviation: deviation)
    case .zeros: [Float](repeating: 0, count: count)
    case .ones: [Float](repeating: 1, count: count)
    }
  }
}

/// The keys of a layer with a weight and, if it has one, a bias of one value an output.
let weightKeys = [
  KeyDescription("bias", .boolean, .value(true), "Whether the layer has a bias."),
  KeyDescription(
    "init", .variants(Initializer.variants.description), .value("uniform_fan_in"),
    "The initial values of the weight."),
  KeyDescription(
    "bias_init", .variants(Initializer.variants.description), .value("uniform_fan_in"),
    "The initial values of the bias. uniform_fan_in uses the bound of the weight."),
]

/// Returns the parameters of such a layer.
func weightShapes(
  weight dimensions: [Int], hasBias: Bool, _ weight: Initializer, _ bias: Initializer
) -> [ParameterShape] {
  let weightShape = ParameterShape(name: "weight", dimensions: dimensions, initializer: weight)
  guard hasBias else { return [weightShape] }
  return [
    weightShape, ParameterShape(name: "bias", dimensions: [dimensions[0]], initializer: bias),
  ]
}
