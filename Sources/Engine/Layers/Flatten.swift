import JSON

/// What a definition says of an image read as a vector: nothing.
struct FlattenConfiguration: LayerType {
  static let name = "flatten"
  static let documentation = "Turns an image into one vector of features."

  init() {}
  init(_ fields: Fields) {}

  var passesValuesOn: Bool { true }
  var computation: Computation { .flatten }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { Shape(input.count) }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .inPlace(Flatten(input: input))
  }
}

extension LayerConfiguration {
  package static let flatten = LayerConfiguration(FlattenConfiguration())
}

/// An image read as a vector; the elements lie in that order already.
struct Flatten: InPlaceLayer {
  let input: Shape

  var output: Shape { Shape(input.count) }
  var needsOutput: Bool { false }
  var isIdentity: Bool { true }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels) {}
  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels) {}
}
