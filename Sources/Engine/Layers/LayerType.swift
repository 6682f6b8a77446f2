import JSON

/// A layer type. A value holds the configuration of one layer in a definition.
///
/// The rest of the program knows a type only through these requirements. Each type is one file: keys,
/// shapes, initial values, cost, its line in `bench show`, and the layer that runs. To add a type,
/// write its file and its kernels, and add it to `layerTypes`.
protocol LayerType: Hashable, Sendable {
  /// The name in definitions, `conv2d`.
  static var name: String { get }
  /// One sentence for the schema.
  static var documentation: String { get }
  /// The keys beside `type`.
  static var keys: [KeyDescription] { get }
  /// Creates the configuration from checked values with all defaults.
  init(_ fields: Fields)
  /// The line in `bench show`, `linear 10, no bias`. It leaves out defaults.
  var summary: String { get }

  /// Returns the shape this layer gives for an input.
  ///
  /// - Throws: which key does not fit the input.
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape
  /// Returns the shape this layer gives for all its inputs. Layers of one input need not have it.
  ///
  /// - Throws: which key does not fit the inputs.
  func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape
  /// The shapes and first values of the parameters, weight before bias, running statistics last.
  func parameterShapes(for input: Shape) -> [ParameterShape]
  /// Returns the layer that runs, for an input, at position `index` of the architecture.
  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation
  /// Returns the layer that runs, for all its inputs. Layers of one input need not have it.
  func operation(for inputs: [Shape], at index: Int) throws(ShapeMismatch) -> LayerOperation

  /// What it computes once it is trained.
  var computation: Computation { get }

  /// Multiply-adds of one example's forward pass.
  func multiplyAdds(from input: Shape, to output: Shape) -> Int
  /// The multiply-adds that do not touch padding.
  func multiplyAddsInside(from input: Shape, to output: Shape) -> Int

  /// Whether the layer cannot be trained on a batch of one example.
  func needsBatch(for input: Shape) -> Bool
  /// The key that sets how many outputs there are; nil where none does by itself.
  var outputCountKey: String? { get }
  /// How an activation restricts logits, `leaves none below 0`; nil if it does not.
  var outputLimit: String? { get }
  /// Whether outputs are the inputs, in another shape or with some left out while training.
  var passesValuesOn: Bool { get }
  /// How the report draws the weight as images; nil if it does not.
  var weightImage: WeightImage? { get }
  /// The same layer without randomness.
  var withoutChance: Self { get }
}

/// The defaults that fit most types.
extension LayerType {
  static var keys: [KeyDescription] { [] }
  func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    try outputShape(for: inputs[0])
  }
  func operation(for inputs: [Shape], at index: Int) throws(ShapeMismatch) -> LayerOperation {
    try operation(for: inputs[0], at: index)
  }
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

/// How a layer runs.
enum LayerOperation: Sendable {
  /// Overwrites its input.
  case inPlace(any InPlaceLayer)
  /// Has an output of its own, and no weights.
  case transform(any TransformLayer)
  /// Has an output of its own, and weights.
  case trainable(any TrainableLayer)
  /// Has several inputs, and an output of its own.
  case join(any JoinLayer)

  /// The shape of one example's output.
  var output: Shape {
    switch self {
    case .inPlace(let layer): layer.output
    case .transform(let layer): layer.output
    case .trainable(let layer): layer.output
    case .join(let layer): layer.output
    }
  }

  /// The values of one example that it takes.
  var inputCount: Int {
    switch self {
    case .inPlace(let layer): layer.input.count
    case .transform(let layer): layer.input.count
    case .trainable(let layer): layer.input.count
    case .join(let layer): layer.inputs.reduce(0) { $0 + $1.count }
    }
  }

  var inPlace: (any InPlaceLayer)? {
    if case .inPlace(let layer) = self { layer } else { nil }
  }

  /// The layer with an output of its own, whether it has weights or not.
  var transform: (any TransformLayer)? {
    switch self {
    case .inPlace, .join: nil
    case .transform(let layer): layer
    case .trainable(let layer): layer
    }
  }

  var join: (any JoinLayer)? {
    if case .join(let layer) = self { layer } else { nil }
  }

  var trainable: (any TrainableLayer)? {
    if case .trainable(let layer) = self { layer } else { nil }
  }
}
