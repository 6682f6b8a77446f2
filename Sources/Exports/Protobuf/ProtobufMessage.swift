/// The bytes of a protobuf message, which is written field by field.
///
/// Every field is a tag, which holds the field's number and how its value is written, and the value:
/// a varint, four or eight bytes, or a length and so many bytes. Google, Protocol Buffers, Encoding,
/// https://protobuf.dev/programming-guides/encoding, 2024. Fields keep the order in which they are
/// written; nothing is left out because it is a default.
package struct ProtobufMessage: Hashable, Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// The encoding of the value that follows a tag.
  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  /// Writes an `int32`, `int64`, `bool` or an enumeration. A negative number takes ten bytes.
  package mutating func integer(_ field: Int, _ value: Int) {
    tag(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// Writes a `float`.
  package mutating func float(_ field: Int, _ value: Float) {
    tag(field, .fixed32)
    littleEndian(value.bitPattern)
  }

  /// Writes a `double`.
  package mutating func double(_ field: Int, _ value: Double) {
    tag(field, .fixed64)
    littleEndian(value.bitPattern)
  }

  /// Writes a `string`.
  package mutating func string(_ field: Int, _ value: String) {
    data(field, Array(value.utf8))
  }

  /// Writes `bytes`.
  package mutating func data(_ field: Int, _ value: [UInt8]) {
    tag(field, .lengthDelimited)
    varint(UInt64(value.count))
    bytes += value
  }

  /// Writes a message inside this one.
  package mutating func message(_ field: Int, _ value: ProtobufMessage) {
    data(field, value.bytes)
  }

  /// Writes a message inside this one, field by field.
  package mutating func message(_ field: Int, _ write: (inout ProtobufMessage) -> Void) {
    var value = ProtobufMessage()
    write(&value)
    message(field, value)
  }

  /// Writes a packed list of `int32`, `int64`, `bool` or of an enumeration.
  package mutating func integers(_ field: Int, _ values: [Int]) {
    message(field) { list in
      for value in values { list.varint(UInt64(bitPattern: Int64(value))) }
    }
  }

  /// Writes a packed list of `float`.
  package mutating func floats(_ field: Int, _ values: [Float]) {
    data(field, littleEndianBytes(of: values))
  }

  /// Writes a packed list of `double`.
  package mutating func doubles(_ field: Int, _ values: [Double]) {
    message(field) { list in
      list.bytes.reserveCapacity(8 * values.count)
      for value in values { list.littleEndian(value.bitPattern) }
    }
  }

  private mutating func tag(_ field: Int, _ type: WireType) {
    precondition((1..<1 << 29).contains(field), "the number of a field")
    varint(UInt64(field) << 3 | type.rawValue)
  }

  /// Seven bits a byte, the lowest first; the highest bit of a byte says that another follows.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func littleEndian(_ bits: some FixedWidthInteger) {
    for shift in stride(from: 0, to: bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }
}

/// Four bytes for each value, the lowest first.
package func littleEndianBytes(of values: [Float]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(4 * values.count)
  for value in values {
    let bits = value.bitPattern
    bytes.append(UInt8(truncatingIfNeeded: bits))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
  }
  return bytes
}
