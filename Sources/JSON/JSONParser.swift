import Files

/// A strict reader of JSON (RFC 8259) that can record the position of everything it reads.
///
/// It also refuses a byte-order mark, invalid UTF-8, lone surrogates, numbers beyond the range of
/// float64, nesting deeper than 64, more combining marks in a row than any language has, and
/// objects with two keys that are equal or canonically equivalent in Unicode (Swift's `String`
/// equality). Foundation's readers accept several of these; the meaning of safetensors headers and
/// definitions must not depend on the reader.
struct JSONParser {
  let bytes: [UInt8]
  var offset = 0
  private var depth = 0
  /// Whether to record the positions of keys and inner values. Most readers do not need them.
  private let recordsPositions: Bool

  init(_ bytes: [UInt8], maximumBytes: Int, recordsPositions: Bool) throws(JSONParseError) {
    guard bytes.count <= maximumBytes else {
      throw JSONParseError(
        "\(bytes.count) bytes are more than the \(maximumBytes) allowed", at: 0, in: bytes)
    }
    self.bytes = bytes
    self.recordsPositions = recordsPositions
  }

  /// Reads the whole text as one value.
  mutating func parseDocument() throws(JSONParseError) -> (value: JSONValue, span: JSONSpan) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw error("starts with a byte-order mark; JSON has none", at: 0)
    }
    if let invalid = firstInvalidUTF8(in: bytes) {
      throw error("byte 0x\(hexadecimal(bytes[invalid])) is not valid UTF-8", at: invalid)
    }
    skipWhitespace()
    let result = try parseValue()
    skipWhitespace()
    if offset < bytes.count {
      throw error("expected the end, found \(found)")
    }
    return result
  }

  mutating func parseValue() throws(JSONParseError) -> (value: JSONValue, span: JSONSpan) {
    let start = offset
    if peek == UInt8(ascii: "{") || peek == UInt8(ascii: "[") { return try parseContainer() }
    let value = try parseScalarValue()
    return (value, JSONSpan(value: start..<offset))
  }

  private mutating func parseScalarValue() throws(JSONParseError) -> JSONValue {
    switch peek {
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"): return try parseNumber()
    case let byte? where isDigit(byte): return try parseNumber()
    default:
      if take(word: "true") { return true }
      if take(word: "false") { return false }
      if take(word: "null") { return .null }
      throw error("expected a value, found \(found)")
    }
  }

  private mutating func parseContainer() throws(JSONParseError)
    -> (value: JSONValue, span: JSONSpan)
  {
    guard depth < JSONValue.maximumDepth else {
      throw error("nested deeper than \(JSONValue.maximumDepth)")
    }
    depth += 1
    defer { depth -= 1 }
    let start = offset
    var result = take("{") ? try parseObject() : try parseArray()
    result.span.value = start..<offset
    return result
  }

  private mutating func parseArray() throws(JSONParseError) -> (value: JSONValue, span: JSONSpan) {
    offset += 1
    var elements: [JSONValue] = []
    var span = JSONSpan(value: 0..<0)
    skipWhitespace()
    if take("]") { return (.array(elements), span) }
    while true {
      let element = try parseValue()
      elements.append(element.value)
      if recordsPositions { span.elements.append(element.span) }
      skipWhitespace()
      if take("]") { return (.array(elements), span) }
      guard take(",") else { throw error("expected ',' or ']', found \(found)") }
      skipWhitespace()
      if peek == UInt8(ascii: "]") { throw error("expected a value after ',', found \(found)") }
    }
  }

  private mutating func parseObject() throws(JSONParseError) -> (value: JSONValue, span: JSONSpan) {
    var members = [String: JSONValue](minimumCapacity: 6)
    var span = JSONSpan(value: 0..<0)
    skipWhitespace()
    if take("}") { return (.object(members), span) }
    while true {
      let keyStart = offset
      guard peek == UInt8(ascii: "\"") else {
        throw error("expected a key in double quotes, found \(found)")
      }
      let key = try parseString()
      if members[key] != nil { throw duplicate(key, among: members, at: keyStart) }
      if recordsPositions { span.keys[key] = keyStart..<offset }
      skipWhitespace()
      guard take(":") else { throw error("expected ':' after a key, found \(found)") }
      skipWhitespace()
      let member = try parseValue()
      members[key] = member.value
      if recordsPositions { span.members[key] = member.span }
      skipWhitespace()
      if take("}") { return (.object(members), span) }
      guard take(",") else { throw error("expected ',' or '}', found \(found)") }
      skipWhitespace()
    }
  }

  private func duplicate(
    _ key: String, among members: [String: JSONValue], at offset: Int
  ) -> JSONParseError {
    let isSame = members.keys.contains { $0.utf8.elementsEqual(key.utf8) }
    let shown = JSONValue.string(key).canonicalText.printable
    return error(
      isSame
        ? "duplicate key \(shown)"
        : "key \(shown) is the same text as an earlier key in another Unicode form",
      at: offset)
  }
}

extension JSONParser {
  var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The character at the offset for an error message: `'x'`, `U+0007`, `the end`.
  var found: String {
    guard offset < bytes.count else { return "the end" }
    let rest = bytes[offset..<min(bytes.count, offset + 4)]
    guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first else {
      return "the end"
    }
    let text = String(scalar)
    if text == text.printable { return "'\(text)'" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func take(word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard bytes.count - offset >= count else { return false }
    let isHere = word.withUTF8Buffer { bytes[offset..<(offset + count)].elementsEqual($0) }
    if isHere { offset += count }
    return isHere
  }

  func error(_ problem: String, at start: Int? = nil) -> JSONParseError {
    JSONParseError(problem, at: start ?? offset, in: bytes)
  }
}
