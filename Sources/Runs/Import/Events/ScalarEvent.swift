/// What an event of a TensorBoard event file says of scalars (tensorboard/compat/proto/event.proto).
struct ScalarEvent {
  struct Value {
    let tag: String
    /// The number in the shortest text that reads back the same.
    let text: String
  }

  private(set) var step = 0
  private(set) var values: [Value] = []
  /// How many values are no scalars: images, histograms, text.
  private(set) var others = 0
  /// Whether a training begins or goes on here: points from this step on are not valid any more.
  private(set) var isStart = false

  init(_ message: ArraySlice<UInt8>) throws(ProtobufReader.Damage) {
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (2, .integer(let value)): step = Int(truncatingIfNeeded: value)
      case (5, .bytes(let summary)): try read(summary: summary)
      case (7, .bytes(let session)): isStart = try Self.isStart(session)
      default: continue
      }
    }
  }

  private mutating func read(summary: ArraySlice<UInt8>) throws(ProtobufReader.Damage) {
    var fields = ProtobufReader(summary)
    while let field = try fields.next() {
      guard field.number == 1, let value = field.value.bytes else { continue }
      if let scalar = try Self.scalar(value) { values.append(scalar) } else { others += 1 }
    }
  }

  private static func isStart(_ session: ArraySlice<UInt8>) throws(ProtobufReader.Damage) -> Bool {
    var fields = ProtobufReader(session)
    var isStart = false
    while let field = try fields.next() {
      if field.number == 1 { isStart = field.value.integer == 1 }
    }
    return isStart
  }

  /// Reads a `Summary.Value`; nil if it is no scalar.
  private static func scalar(_ value: ArraySlice<UInt8>) throws(ProtobufReader.Damage) -> Value? {
    var fields = ProtobufReader(value)
    var (tag, text) = ("", String?.none)
    var plugin = "scalars"
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let name)): tag = String(decoding: name, as: UTF8.self)
      case (2, .fixed32(let bits)): text = "\(Float(bitPattern: bits))"
      case (8, .bytes(let tensor)): text = try ScalarTensor(tensor).text
      case (9, .bytes(let metadata)): plugin = try Self.plugin(metadata) ?? plugin
      default: continue
      }
    }
    guard let text, plugin == "scalars", !tag.isEmpty else { return nil }
    return Value(tag: tag, text: text)
  }

  /// The name of the plugin in a `SummaryMetadata`; nil if it names none.
  private static func plugin(
    _ metadata: ArraySlice<UInt8>
  ) throws(ProtobufReader.Damage) -> String? {
    var fields = ProtobufReader(metadata)
    while let field = try fields.next() {
      guard field.number == 1, let data = field.value.bytes else { continue }
      var parts = ProtobufReader(data)
      while let part = try parts.next() {
        guard part.number == 1, let name = part.value.bytes else { continue }
        return String(decoding: name, as: UTF8.self)
      }
    }
    return nil
  }
}

/// A tensor with one element (tensorflow/core/framework/tensor.proto), as Keras and TensorFlow 2
/// write scalars.
private struct ScalarTensor {
  private var type: UInt64 = 0
  private var sizes: [UInt64] = []
  private var content: ArraySlice<UInt8> = []
  private var listed: ArraySlice<UInt8>?
  private var integers: [UInt64] = []

  init(_ message: ArraySlice<UInt8>) throws(ProtobufReader.Damage) {
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (1, .integer(let value)): type = value
      case (2, .bytes(let shape)): try read(shape: shape)
      case (4, .bytes(let bytes)): content = bytes
      // Floats and doubles, packed or single.
      case (5...6, .bytes(let bytes)): listed = bytes
      case (5, .fixed32(let bits)): listed = [0, 8, 16, 24].map { UInt8(bits >> $0 & 0xFF) }[...]
      case (6, .fixed64(let bits)):
        listed = stride(from: UInt64(0), to: 64, by: 8).map { UInt8(bits >> $0 & 0xFF) }[...]
      case (7, .bytes(let bytes)), (10, .bytes(let bytes)):
        var numbers = ProtobufReader(bytes)
        integers = try numbers.varints()
      case (7, .integer(let value)), (10, .integer(let value)): integers = [value]
      default: continue
      }
    }
  }

  private mutating func read(shape: ArraySlice<UInt8>) throws(ProtobufReader.Damage) {
    var fields = ProtobufReader(shape)
    while let field = try fields.next() {
      guard field.number == 2, let size = field.value.bytes else { continue }
      var parts = ProtobufReader(size)
      while let part = try parts.next() {
        if part.number == 1 { sizes.append(part.value.integer ?? 0) }
      }
    }
  }

  /// The number; nil if the tensor has none or several, or numbers of another type.
  var text: String? {
    guard sizes.allSatisfy({ $0 == 1 }) else { return nil }
    let bytes = listed ?? content
    switch (type, bytes.count) {
    case (1, 4): return "\(Float(bitPattern: UInt32(truncatingIfNeeded: bytes.littleEndian)))"
    case (2, 8): return "\(Double(bitPattern: bytes.littleEndian))"
    case (3, 4): return "\(Int32(truncatingIfNeeded: bytes.littleEndian))"
    case (9, 8): return "\(Int64(bitPattern: bytes.littleEndian))"
    case (3, 0), (9, 0):
      return integers.count == 1 ? "\(Int64(bitPattern: integers[0]))" : nil
    default: return nil
    }
  }
}
