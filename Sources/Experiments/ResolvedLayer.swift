package import Engine

/// A layer of a network with the shapes of its input, output and parameters.
package struct ResolvedLayer: Hashable, Sendable {
  /// N in `architecture.N` and `model.N.weight`.
  package let index: Int
  /// The name in definitions, `conv2d`.
  package let type: String
  package let configuration: LayerConfiguration
  package let input: Shape
  package let output: Shape
  /// Weight before bias, then running statistics; empty if nothing is learnt.
  package let parameters: [ParameterShape]

  /// How many numbers are learnt; running statistics do not count.
  package var parameterCount: Int {
    parameters.filter(\.isTrained).reduce(0) { $0 + $1.count }
  }
}
