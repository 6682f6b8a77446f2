/// A float32 tensor with the name a state dict gives it.
package struct NamedTensor: Hashable, Sendable {
  /// `model.0.weight`, `optimizer.momentum.0.weight`.
  package let name: String
  package let dimensions: [Int]
  /// Row-major.
  package let values: [Float]

  package init(name: String, dimensions: [Int], values: [Float]) {
    precondition(values.count == dimensions.reduce(1, *))
    self.name = name
    self.dimensions = dimensions
    self.values = values
  }

  /// The Euclidean norm, in float64.
  package var norm: Double {
    values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}
