package import Engine
package import JSON

/// A layer of a network with the shapes of its inputs, output and parameters.
package struct ResolvedLayer: Hashable, Sendable {
  /// The layer's position in the order of computation: N in `model.N.weight`.
  package let index: Int
  /// Where the definition describes it, `architecture.1.layers.0`. Copies of a repetition share it.
  package let path: JSONPath
  /// The name that the definition gives it.
  package let name: String?
  package let configuration: LayerConfiguration
  /// The shapes of the inputs.
  package let inputs: [Shape]
  package let output: Shape
  /// Weight before bias, then running statistics; empty if nothing is learnt.
  package let parameters: [ParameterShape]

  init(_ element: Architecture.Element, at index: Int, inputs: [Shape], output: Shape) {
    self.index = index
    path = element.path
    name = element.name
    configuration = element.configuration
    self.inputs = inputs
    self.output = output
    parameters = element.configuration.parameterShapes(for: inputs[0])
  }

  /// The type's name in definitions, `conv2d`.
  package var type: String { configuration.name }

  /// The shape of the first input.
  package var input: Shape { inputs[0] }

  /// How many numbers are learnt; running statistics do not count.
  package var parameterCount: Int {
    parameters.filter(\.isTrained).reduce(0) { $0 + $1.count }
  }
}
