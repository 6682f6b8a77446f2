/// An ONNX file: a graph, the operators that it uses, and words about it.
struct ONNXModel {
  /// Opset 13 is of 2020: ONNX Runtime since 1.6, and every converter to other formats, reads it.
  static let operators = 13
  static let intermediateRepresentation = 7

  let graph: ProtobufMessage
  let documentation: String
  /// Keys and values for programs, in their order.
  let metadata: [(key: String, value: String)]
  let version: String

  /// The bytes of the file, the message `ModelProto`.
  var bytes: [UInt8] {
    var model = ProtobufMessage()
    model.integer(1, Self.intermediateRepresentation)
    model.string(2, "bench")
    model.string(3, version)
    model.string(6, documentation)
    model.message(7, graph)
    model.message(8) { operators in
      operators.string(1, "")
      operators.integer(2, Self.operators)
    }
    for (key, value) in metadata {
      model.message(14) { entry in
        entry.string(1, key)
        entry.string(2, value)
      }
    }
    return model.bytes
  }
}
