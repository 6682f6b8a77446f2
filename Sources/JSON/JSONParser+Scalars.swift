import Files

extension JSONParser {
  /// Reads a number: an integer if it has neither fraction nor exponent and fits, otherwise the
  /// nearest float64.
  mutating func parseNumber() throws(JSONParseError) -> JSONValue {
    let start = offset
    var isInteger = true
    _ = take("-")
    if take("0") {
      if isDigit(peek) { throw error("a number cannot start with 0", at: start) }
    } else {
      try skipDigits()
    }
    if take(".") {
      isInteger = false
      try skipDigits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      offset += 1
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, text != "-0", let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw error("number is beyond the range of float64", at: start)
    }
    return .number(value)
  }

  private mutating func skipDigits() throws(JSONParseError) {
    guard isDigit(peek) else { throw error("expected a digit, found \(found)") }
    while isDigit(peek) { offset += 1 }
  }

  func isDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Reads a string. Its opening quote is the next byte.
  mutating func parseString() throws(JSONParseError) -> String {
    let start = offset
    offset += 1
    if let text = takePlainText() { return text }
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        if lineOfTooManyMarks(in: text) != nil {
          throw error("too many combining marks in a row in a string", at: start)
        }
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += try parseEscape()
      case ..<0x20:
        throw error("control character \(found) in a string must be written as an escape")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw error("string is not closed", at: start)
  }

  /// Reads the rest of a string if it is printable ASCII without escapes, as nearly all are;
  /// otherwise returns nil and reads nothing.
  private mutating func takePlainText() -> String? {
    var end = offset
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\""):
        defer { offset = end + 1 }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
      case UInt8(ascii: "\\"), ..<0x20, 0x80...: return nil
      default: end += 1
      }
    }
    return nil
  }

  /// Reads an escape and returns its UTF-8.
  private mutating func parseEscape() throws(JSONParseError) -> [UInt8] {
    let start = offset
    offset += 1
    let letters: [UInt8] = Array(#""\/bfnrtu"#.utf8)
    guard let letter = peek, letters.contains(letter) else {
      throw error("expected one of \" \\ / b f n r t u after '\\', found \(found)")
    }
    offset += 1
    switch letter {
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try parseUnicodeEscape(from: start)
    default: return [letter]
    }
  }

  private mutating func parseUnicodeEscape(from start: Int) throws(JSONParseError) -> [UInt8] {
    var code = try parseFourHexadecimalDigits()
    if (0xD800..<0xDC00).contains(code), take("\\") {
      guard take("u") else { throw error("surrogate without its other half", at: start) }
      let low = try parseFourHexadecimalDigits()
      guard (0xDC00..<0xE000).contains(low) else {
        throw error("surrogate without its other half", at: start)
      }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw error("surrogate without its other half", at: start)
    }
    return Array(String(scalar).utf8)
  }

  private mutating func parseFourHexadecimalDigits() throws(JSONParseError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw error("expected a hexadecimal digit, found \(found)") }
      code = code << 4 + UInt32(digit)
      offset += 1
    }
    return code
  }
}

/// Returns the offset of the first byte that is not valid UTF-8; nil if the text is valid.
package func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
  if String(validating: bytes, as: UTF8.self) != nil { return nil }
  var parser = UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  var offset = 0
  while true {
    switch parser.parseScalar(from: &iterator) {
    case .valid(let scalar): offset += scalar.count
    case .emptyInput: return nil
    case .error: return offset
    }
  }
}

/// Returns two hexadecimal digits.
package func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
