import JSON

/// A type of layer as definitions name it. A value is what a definition says of one layer.
///
/// All that the program knows of a type is a requirement here, and each type is one file: keys,
/// shapes, first values, cost, its line in `bench show`, and the layer that runs. To add one, write
/// its file and its kernels, and name it in `layerTypes`.
protocol LayerType: Hashable, Sendable {
  /// As definitions name it, `conv2d`.
  static var name: String { get }
  /// One sentence for the schema.
  static var documentation: String { get }
  /// The keys beside `type`.
  static var keys: [KeyDescription] { get }
  /// Takes the values of a definition that was checked and completed.
  init(_ fields: Fields)
  /// `linear 10, no bias`, for `bench show`; what is default is left out.
  var summary: String { get }

  /// Returns the shape this layer gives for an input.
  ///
  /// - Throws: which key does not fit the input.
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape
  /// The shapes and first values of the parameters, weight before bias, running statistics last.
  func parameterShapes(for input: Shape) -> [ParameterShape]
  /// Returns the layer that runs, for an input, at position `index` of the architecture.
  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation

  /// Multiply-adds of one example's forward pass.
  func multiplyAdds(from input: Shape, to output: Shape) -> Int
  /// The same without those with padding.
  func multiplyAddsInside(from input: Shape, to output: Shape) -> Int

  /// Whether a batch of one example gives this layer nothing to learn from.
  func needsBatch(for input: Shape) -> Bool
  /// The key that sets how many outputs there are; nil where none does by itself.
  var outputCountKey: String? { get }
  /// What an activation does to logits, as `leaves none below 0`.
  var outputLimit: String? { get }
  /// Whether outputs are the inputs, in another shape or with some left out while training.
  var passesValuesOn: Bool { get }
  /// What the weight shows as a picture, where it lies over an image.
  var weightImage: WeightImage? { get }
  /// The layer as it is without chance.
  var withoutChance: Self { get }
}

/// What most types are like.
extension LayerType {
  static var keys: [KeyDescription] { [] }
  var summary: String { Self.name }
  func parameterShapes(for input: Shape) -> [ParameterShape] { [] }
  func multiplyAdds(from input: Shape, to output: Shape) -> Int { 0 }
  func multiplyAddsInside(from input: Shape, to output: Shape) -> Int {
    multiplyAdds(from: input, to: output)
  }
  func needsBatch(for input: Shape) -> Bool { false }
  var outputCountKey: String? { nil }
  var outputLimit: String? { nil }
  var passesValuesOn: Bool { false }
  var weightImage: WeightImage? { nil }
  var withoutChance: Self { self }
}

/// A layer by the way it runs.
enum LayerOperation: Sendable {
  /// Overwrites its input.
  case inPlace(any InPlaceLayer)
  /// Has an output of its own, and no weights.
  case transform(any TransformLayer)
  /// Has an output of its own, and weights.
  case trainable(any TrainableLayer)

  var layer: any Layer {
    switch self {
    case .inPlace(let layer): layer
    case .transform(let layer): layer
    case .trainable(let layer): layer
    }
  }

  var inPlace: (any InPlaceLayer)? {
    if case .inPlace(let layer) = self { layer } else { nil }
  }

  /// The layer with an output of its own, whether it has weights or not.
  var transform: (any TransformLayer)? {
    switch self {
    case .inPlace: nil
    case .transform(let layer): layer
    case .trainable(let layer): layer
    }
  }

  var trainable: (any TrainableLayer)? {
    if case .trainable(let layer) = self { layer } else { nil }
  }
}
