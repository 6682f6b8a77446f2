/// The layers of an architecture as the nodes of a graph, in the order of computation.
///
/// Node 0 is the network's input; layer `i` of the architecture is node `i + 1`.
struct Graph: Sendable {
  struct Node: Sendable {
    /// Position in the architecture; -1 for the network's input.
    let index: Int
    /// nil for the network's input.
    let operation: LayerOperation?
    /// The nodes whose outputs this node takes, in its own order.
    let inputs: [Int]
    let output: Shape
    /// What a layer with weights does with them.
    var learning = Learning()
    /// The nodes that take its output, ascending. A node that takes it twice is listed twice.
    fileprivate(set) var consumers: [Int] = []
  }

  /// How the weights of a layer move.
  struct Learning: Hashable, Sendable {
    /// Whether they stay as they are.
    var isFrozen = false
    /// The factor of the learning rate.
    var rateScale = 1.0
  }

  private(set) var nodes: [Node]

  /// - Throws: the first layer that does not fit its inputs.
  init(_ architecture: [LayerConfiguration], input: Shape) throws(ShapeMismatch) {
    nodes = [Node(index: -1, operation: nil, inputs: [], output: input)]
    for (index, configuration) in architecture.enumerated() {
      let inputs = configuration.inputs(at: index).map { $0 + 1 }
      let shapes = inputs.map { nodes[$0].output }
      let operation = try configuration.type.operation(for: shapes, at: index)
      nodes.append(
        Node(
          index: index, operation: operation, inputs: inputs, output: operation.output,
          learning: Learning(
            isFrozen: configuration.isFrozen, rateScale: configuration.learningRateScale)))
      for input in inputs { nodes[input].consumers.append(index + 1) }
    }
  }

  /// The input of a sum of two that can add the other one to its own output as it writes it: 0 or 1,
  /// or nil if there is none.
  ///
  /// Only the input that is computed last can, and only if no other node takes its output.
  func inputMakingSum(of node: Node) -> Int? {
    guard node.operation?.join?.isSum == true, node.inputs.count == 2 else { return nil }
    let last = node.inputs[0] > node.inputs[1] ? 0 : 1
    let maker = nodes[node.inputs[last]]
    let canMake = maker.operation?.transform?.activating != nil && maker.consumers.count == 1
    return canMake ? last : nil
  }
}
