/// Takes comma-separated values apart, line after line (RFC 4180).
///
/// Lines end in LF or CR LF; a field may be quoted, with "" for a quote in it, and then hold
/// commas and line ends. Blanks around fields and empty lines are passed over, as is a byte-order
/// mark.
struct CSVRecords {
  private let bytes: [UInt8]
  private var position: Int
  private var nextLine = 1
  /// Where the record at hand begins, from 1.
  private(set) var line = 0
  /// The fields of the record at hand: ranges in the bytes, without quotes around them.
  private(set) var fields: [Range<Int>] = []

  /// No line has more: each takes more memory than its two bytes of the file.
  private static let maximumFields = 1 << 20

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Goes to the next record; false at the end.
  mutating func next() throws(FileProblem) -> Bool {
    while position < bytes.count {
      line = nextLine
      fields.removeAll(keepingCapacity: true)
      try readRecord()
      let isEmpty = fields.count == 1 && fields[0].isEmpty && !isQuoted(fields[0])
      if !isEmpty { return true }
    }
    return false
  }

  private mutating func readRecord() throws(FileProblem) {
    while true {
      skipBlanks()
      if position < bytes.count, bytes[position] == quote {
        try readQuoted()
        skipBlanks()
      } else {
        readPlain()
      }
      guard fields.count <= Self.maximumFields else {
        throw .csv(line: line, .manyFields(limit: Self.maximumFields))
      }
      guard position < bytes.count else { return }
      switch bytes[position] {
      case comma: position += 1
      case lineFeed:
        position += 1
        nextLine += 1
        return
      default: throw .csv(line: nextLine, .afterQuote)
      }
    }
  }

  /// Skips blanks, and a carriage return before the line's end.
  private mutating func skipBlanks() {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
  }

  private mutating func readPlain() {
    let start = position
    var end = start
    bytes.withUnsafeBufferPointer { bytes in
      while position < bytes.count, bytes[position] != comma, bytes[position] != lineFeed {
        if !isBlank(bytes[position]) { end = position + 1 }
        position += 1
      }
    }
    fields.append(start..<end)
  }

  private mutating func readQuoted() throws(FileProblem) {
    position += 1
    let start = position
    while position < bytes.count {
      if bytes[position] == quote {
        guard position + 1 < bytes.count, bytes[position + 1] == quote else {
          fields.append(start..<position)
          position += 1
          return
        }
        position += 1
      } else if bytes[position] == lineFeed {
        nextLine += 1
      }
      position += 1
    }
    throw .csv(line: line, .openQuote)
  }

  private func isQuoted(_ field: Range<Int>) -> Bool {
    field.lowerBound > 0 && bytes[field.lowerBound - 1] == quote
  }

  /// The text of field `index`, "" in it undone; what is no UTF-8 is replaced.
  func text(_ index: Int) -> String {
    let field = fields[index]
    let text = String(decoding: bytes[field], as: UTF8.self)
    return isQuoted(field) ? text.replacing("\"\"", with: "\"") : text
  }

  /// The number of field `index`; nil: it is none that float32 holds.
  func number(_ index: Int) -> Float? {
    decimalNumber(bytes.span.extracting(fields[index])).flatMap {
      Float($0).isFinite ? Float($0) : nil
    }
  }

  /// All fields as texts.
  var texts: [String] { fields.indices.map(text) }
}

private let quote = UInt8(ascii: "\"")
private let comma = UInt8(ascii: ",")
private let lineFeed = UInt8(ascii: "\n")

private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}

/// Reads `[+-] digits [. digits] [e [+-] digits]`, with a digit on one side of the point, correctly
/// rounded to float64; nil for anything else, "nan", "inf" and hexadecimal digits too.
func decimalNumber(_ text: Span<UInt8>) -> Double? {
  var position = 0
  func digit() -> UInt8? {
    guard position < text.count else { return nil }
    let value = text[position] &- UInt8(ascii: "0")
    return value < 10 ? value : nil
  }
  func skip(_ letters: StaticString) -> Bool {
    guard position < text.count else { return false }
    return letters.withUTF8Buffer { $0.contains(text[position]) }
  }
  var isNegative = false
  if skip("+-") {
    isNegative = text[position] == UInt8(ascii: "-")
    position += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var fraction = 0
  while let value = digit() {
    mantissa = mantissa &* 10 &+ UInt64(value)
    digits += 1
    position += 1
  }
  if skip(".") {
    position += 1
    while let value = digit() {
      mantissa = mantissa &* 10 &+ UInt64(value)
      digits += 1
      fraction += 1
      position += 1
    }
  }
  guard digits > 0 else { return nil }
  let hasExponent = skip("eE")
  if hasExponent {
    position += 1
    if skip("+-") { position += 1 }
    guard digit() != nil else { return nil }
    while digit() != nil { position += 1 }
  }
  guard position == text.count else { return nil }
  // Up to 15 digits and 10^22 are exact in float64, so that the quotient is rounded once (Clinger,
  // How to Read Floating-Point Numbers Accurately, 1990).
  guard digits <= 15, fraction <= 15, !hasExponent else {
    return text.withUnsafeBufferPointer { Double(String(decoding: $0, as: UTF8.self)) }
  }
  let value = Double(mantissa) / powersOfTen[fraction]
  return isNegative ? -value : value
}

/// 10⁰ to 10¹⁵, exact.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
