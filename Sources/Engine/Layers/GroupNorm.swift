import JSON

/// What a definition says of a normalisation over groups of channels of each example,
/// torch.nn.GroupNorm; of a vector every feature is a channel.
package struct GroupNormConfiguration: LayerType {
  /// The number of groups of neighbouring channels.
  package var groups: Int
  /// Added to the variance.
  package var epsilon: Double
  /// Whether each channel has a weight and a bias.
  package var affine: Bool

  package init(groups: Int, epsilon: Double = 1e-5, affine: Bool = true) {
    self.groups = groups
    self.epsilon = epsilon
    self.affine = affine
  }

  static let name = "group_norm"
  static let documentation = "Normalises each group of an example's channels over their positions."
  static let keys = [
    KeyDescription(
      "num_groups", .integer(1...1_048_576), .required,
      "The number of groups of neighbouring channels. It must divide the number of channels."),
    KeyDescription("eps", .number(.positive), .value(1e-5), "The number added to the variance."),
    KeyDescription(
      "affine", .boolean, .value(true), "Whether each channel has a weight and a bias."),
  ]

  init(_ fields: Fields) {
    self.init(
      groups: fields.int("num_groups"), epsilon: fields.double("eps"),
      affine: fields.bool("affine"))
  }

  var summary: String { "group_norm \(groups)\(affine ? "" : ", not affine")" }
  var computation: Computation {
    .groupNorm(groups: groups, epsilon: epsilon, affine: affine ? .channels : .none)
  }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let channels = input.dimensions[0]
    guard channels % groups == 0 else {
      let divisor = (1...min(groups, channels)).last { channels % $0 == 0 } ?? 1
      throw ShapeMismatch(
        key: "num_groups",
        problem: "\(groups) is no divisor of the \(channels) channels of \(input)",
        advice: "use num_groups \(divisor)")
    }
    return input
  }

  func parameterShapes(for input: Shape) -> [ParameterShape] {
    guard affine else { return [] }
    let channels = [input.dimensions[0]]
    return [
      ParameterShape(name: "weight", dimensions: channels, initializer: .ones),
      ParameterShape(name: "bias", dimensions: channels, initializer: .zeros),
    ]
  }

  /// `ExampleNorm` computes forward and backward, with one part per group: x[G, C ÷ G, H, W].
  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    let layer = ExampleNorm(
      input: try outputShape(for: input), parts: groups, area: input.count / input.dimensions[0],
      epsilon: Float(epsilon), parameters: parameterShapes(for: input))
    return affine ? .trainable(layer) : .transform(layer)
  }
}

extension LayerConfiguration {
  package static func groupNorm(_ configuration: GroupNormConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}
