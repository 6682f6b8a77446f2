package import JSON

/// The configuration of one layer of any type. Sizes that follow from the layer's input are
/// inferred.
///
/// Names and defaults are PyTorch's. Each type has a file in `Layers`.
package struct LayerConfiguration: Hashable, Sendable {
  let type: any LayerType
  /// Positions of the layers whose outputs this one takes, -1 for the network's input; nil: the
  /// layer before it.
  package var inputs: [Int]?
  /// Whether its parameters stay as they are.
  package var isFrozen = false
  /// The factor by which the learning rate of its parameters differs from the schedule's.
  package var learningRateScale = 1.0

  init(_ type: any LayerType) {
    self.type = type
  }

  /// Positions of the layers whose outputs the layer at position `index` takes.
  package func inputs(at index: Int) -> [Int] { inputs ?? [index - 1] }

  /// All types in the order of the registry, with their descriptions.
  package static let variants = Variants<LayerConfiguration>(
    "layer", noun: "layer", last: commonKeys, layerTypes.map(variant))

  /// The keys of every layer.
  private static let commonKeys = [
    KeyDescription(
      "name", .name, .none, "A name by which later layers can take the output of this one."),
    KeyDescription(
      "input", .text, .none,
      "The name of an earlier layer whose output to take in place of the previous layer's; "
        + "\"input\" names the network's input."),
    KeyDescription(
      "frozen", .boolean, .implied(false),
      "Whether the parameters stay as they are. A frozen batch_norm uses and keeps its running "
        + "statistics."),
    KeyDescription(
      "learning_rate_scale", .number(.nonNegative), .implied(1),
      "The factor by which the learning rate of the parameters differs from the schedule's."),
  ]

  private static func variant(_ type: any LayerType.Type) -> Variant<LayerConfiguration> {
    Variant(type.name, type.documentation, type.keys) { fields in
      var configuration = LayerConfiguration(type.init(fields))
      configuration.isFrozen = fields.bool("frozen")
      configuration.learningRateScale = fields.double("learning_rate_scale")
      return configuration
    }
  }

  package static func == (left: LayerConfiguration, right: LayerConfiguration) -> Bool {
    AnyHashable(left.type) == AnyHashable(right.type) && left.inputs == right.inputs
      && left.isFrozen == right.isFrozen && left.learningRateScale == right.learningRateScale
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(inputs)
    hasher.combine(isFrozen)
    hasher.combine(learningRateScale)
    type.hash(into: &hasher)
  }
}

extension LayerConfiguration {
  /// The type's name in definitions: `conv2d`.
  package var name: String { Swift.type(of: type).name }

  /// A short description without default values: `conv2d 16, 5x5, stride 2, padding same`.
  package var summary: String { type.summary }

  /// Returns the shape of the layer's output for its inputs; throws the key that does not fit.
  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    try type.outputShape(for: inputs)
  }

  /// Returns the shape of the layer's output for its only input; throws the key that does not fit.
  package func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    try type.outputShape(for: [input])
  }

  /// Returns the shapes of the layer's parameters, weight before bias, running statistics last.
  /// Those of a frozen layer are not trained.
  package func parameterShapes(for input: Shape) -> [ParameterShape] {
    let shapes = type.parameterShapes(for: input)
    return isFrozen ? shapes.map(\.untrained) : shapes
  }

  /// Multiply-adds of one example's forward pass, in convolutions and linear layers only.
  package func multiplyAdds(for input: Shape) -> Int {
    guard let output = try? outputShape(for: input) else { return 0 }
    return type.multiplyAdds(from: input, to: output)
  }

  /// Whether the layer cannot be trained on a batch of one example. A frozen one does not look at
  /// the batch.
  package func needsBatch(for input: Shape) -> Bool { !isFrozen && type.needsBatch(for: input) }

  /// The key that sets the number of outputs; nil if there is no such key.
  package var outputCountKey: String? { type.outputCountKey }

  /// The limit that the layer imposes on logits: `leaves none below 0`; nil if any number is
  /// possible.
  package var outputLimit: String? { type.outputLimit }

  /// Whether outputs are the inputs, in another shape or with some left out while training.
  package var passesValuesOn: Bool { type.passesValuesOn }

  /// How the report draws the weight as images; nil if it does not.
  package var weightImage: WeightImage? { type.weightImage }

  /// The layer without randomness: a dropout that drops nothing.
  package var withoutChance: LayerConfiguration {
    var layer = LayerConfiguration(type.withoutChance)
    (layer.inputs, layer.isFrozen, layer.learningRateScale) = (inputs, isFrozen, learningRateScale)
    return layer
  }
}

extension [LayerConfiguration] {
  /// Returns the shapes that each layer takes and gives.
  ///
  /// - Throws: the first layer that does not fit.
  package func shapes(
    for input: Shape
  ) throws(ShapeMismatch) -> [(inputs: [Shape], output: Shape)] {
    var shapes: [(inputs: [Shape], output: Shape)] = []
    for (index, layer) in enumerated() {
      let inputs = layer.inputs(at: index).map { $0 < 0 ? input : shapes[$0].output }
      shapes.append((inputs, try layer.outputShape(for: inputs)))
    }
    return shapes
  }
}

/// How the report draws a weight as images.
package enum WeightImage: Hashable, Sendable {
  /// One image for each kernel of each output channel.
  case filters
  /// One image for each output: its weights over the whole input image.
  case units
}
