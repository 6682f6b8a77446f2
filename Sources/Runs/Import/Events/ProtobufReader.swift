/// Reads the fields of one message of Protocol Buffers, one after the other
/// (https://protobuf.dev/programming-guides/encoding). Every length is checked before it is used.
struct ProtobufReader {
  /// A field's value as it is on the wire.
  enum Value {
    case integer(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// A string, bytes, a message or packed numbers.
    case bytes(ArraySlice<UInt8>)

    var bytes: ArraySlice<UInt8>? {
      if case .bytes(let bytes) = self { bytes } else { nil }
    }

    var integer: UInt64? {
      if case .integer(let value) = self { value } else { nil }
    }
  }

  struct Field {
    let number: Int
    let value: Value
  }

  /// The message cannot be read: it is cut off, or has a wire type that nobody uses.
  struct Damage: Error {}

  private var rest: ArraySlice<UInt8>

  init(_ message: ArraySlice<UInt8>) { rest = message }

  /// Returns the next field; nil at the end.
  mutating func next() throws(Damage) -> Field? {
    guard !rest.isEmpty else { return nil }
    let key = try varint()
    guard let number = Int(exactly: key >> 3), (1..<1 << 29).contains(number) else {
      throw Damage()
    }
    switch key & 7 {
    case 0: return Field(number: number, value: .integer(try varint()))
    case 1: return Field(number: number, value: .fixed64(try fixed(8)))
    case 2:
      let count = try varint()
      guard count <= rest.count else { throw Damage() }
      return Field(number: number, value: .bytes(take(Int(count))))
    case 5: return Field(number: number, value: .fixed32(UInt32(try fixed(4))))
    default: throw Damage()
    }
  }

  /// Returns the numbers of a packed field of varints.
  mutating func varints() throws(Damage) -> [UInt64] {
    var numbers: [UInt64] = []
    while !rest.isEmpty { numbers.append(try varint()) }
    return numbers
  }

  private mutating func varint() throws(Damage) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { throw Damage() }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw Damage()
  }

  private mutating func fixed(_ count: Int) throws(Damage) -> UInt64 {
    guard rest.count >= count else { throw Damage() }
    return take(count).littleEndian
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}

extension ArraySlice<UInt8> {
  /// The bytes, at most eight, as a little-endian number.
  var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
