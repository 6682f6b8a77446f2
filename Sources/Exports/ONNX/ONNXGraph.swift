/// A computation as ONNX describes it: nodes in the order of computation, and constants.
///
/// Message and field numbers are those of onnx.proto, https://github.com/onnx/onnx, IR version 7.
struct ONNXGraph {
  /// The type of a tensor's elements, by its number in `TensorProto.DataType`.
  enum ElementType: Int {
    case float = 1
    case uint8 = 2
    case int64 = 7
  }

  /// A setting of a node.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case float(Float)
  }

  /// An input or output of the graph; its first dimension is the batch's, of any size.
  struct Value {
    let name: String
    let type: ElementType
    /// One example's.
    let dimensions: [Int]
    /// One sentence for people.
    let documentation: String
  }

  private var nodes: [ProtobufMessage] = []
  private var constants: [ProtobufMessage] = []

  /// Adds a node with one output.
  ///
  /// - Parameters:
  ///   - operation: the name of an operator of opset 13.
  ///   - output: the name of the value and of the node; no other value of the graph has it.
  /// - Returns: the output's name.
  mutating func add(
    _ operation: String, _ inputs: [String], as output: String,
    _ attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    var node = ProtobufMessage()
    for input in inputs { node.string(1, input) }
    node.string(2, output)
    node.string(3, output)
    node.string(4, operation)
    for (name, attribute) in attributes { node.message(5, attribute.message(name)) }
    nodes.append(node)
    return output
  }

  /// Adds a constant tensor, row-major.
  ///
  /// - Parameter dimensions: none for a single number.
  /// - Returns: its name.
  mutating func constant(_ name: String, _ dimensions: [Int], _ values: [Float]) -> String {
    precondition(dimensions.reduce(1, *) == values.count)
    return constant(name, dimensions, .float, littleEndianBytes(of: values))
  }

  /// Adds a constant vector of whole numbers, as shapes and axes are.
  mutating func constant(_ name: String, _ values: [Int]) -> String {
    let bytes = values.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return constant(name, [values.count], .int64, bytes)
  }

  private mutating func constant(
    _ name: String, _ dimensions: [Int], _ type: ElementType, _ bytes: [UInt8]
  ) -> String {
    var tensor = ProtobufMessage()
    for dimension in dimensions { tensor.integer(1, dimension) }
    tensor.integer(2, type.rawValue)
    tensor.string(8, name)
    tensor.data(9, bytes)
    constants.append(tensor)
    return name
  }

  /// Returns the message `GraphProto`.
  func message(name: String, input: Value, output: Value) -> ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.message(1, node) }
    graph.string(2, name)
    for constant in constants { graph.message(5, constant) }
    graph.message(11, input.message)
    graph.message(12, output.message)
    return graph
  }
}

extension ONNXGraph.Attribute {
  /// `AttributeProto`, whose field 20 says which kind of value there is.
  fileprivate func message(_ name: String) -> ProtobufMessage {
    var message = ProtobufMessage()
    message.string(1, name)
    switch self {
    case .float(let value):
      message.float(2, value)
      message.integer(20, 1)
    case .integer(let value):
      message.integer(3, value)
      message.integer(20, 2)
    case .integers(let values):
      for value in values { message.integer(8, value) }
      message.integer(20, 7)
    }
    return message
  }
}

extension ONNXGraph.Value {
  /// `ValueInfoProto`: a tensor of [N, …].
  fileprivate var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.string(1, name)
    message.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, self.type.rawValue)
        tensor.message(2) { shape in
          shape.message(1) { $0.string(2, "N") }
          for dimension in dimensions { shape.message(1) { $0.integer(1, dimension) } }
        }
      }
    }
    message.string(3, documentation)
    return message
  }
}
