/// A place in a table, from which one field after another is read.
///
/// The bytes are passed to each call: UTF-8 without a byte-order mark, always the same.
package struct CSVCursor: Sendable {
  /// The offset of the next byte.
  package private(set) var position: Int
  /// The line of the next byte, from 1.
  package private(set) var line: Int
  /// The field that was read, without the surrounding quotes.
  package private(set) var field = 0..<0
  /// Whether the field that was read is in quotes.
  package private(set) var isQuoted = false
  /// Whether the field that was read is the last of its record.
  package private(set) var endsRecord = false
  private let separator: UInt8
  private let lineEnd: UInt8
  private let hasBlanks: Bool
  private let point: UInt8
  private let comment: [UInt8]
  private let behindQuote: String

  /// - Parameters:
  ///   - position: the start of a line; nil for the first of the table.
  ///   - line: the line's number; nil for the one in the file.
  package init(_ dialect: CSVDialect, at position: Int? = nil, line: Int? = nil) {
    self.position = position ?? dialect.start
    self.line = line ?? dialect.firstLine
    separator = dialect.separator.byte
    lineEnd = dialect.lineEnd
    hasBlanks = dialect.separator == .blanks
    point = dialect.point
    comment = dialect.comment
    behindQuote =
      "text behind a closing quote, expected \(dialect.separator) or the line's end"
  }

  /// Skips empty lines and comments; returns false if no record begins before `end`.
  package mutating func beginRecord(in bytes: Span<UInt8>, before end: Int) -> Bool {
    while position < end {
      skipBlanks(bytes)
      guard position < bytes.count else { return false }
      if bytes[position] == lineEnd {
        position += 1
        line += 1
      } else if !comment.isEmpty, startsComment(bytes) {
        while position < bytes.count, bytes[position] != lineEnd { position += 1 }
      } else {
        return true
      }
    }
    return false
  }

  private func startsComment(_ bytes: Span<UInt8>) -> Bool {
    guard position + comment.count <= bytes.count else { return false }
    return comment.indices.allSatisfy { bytes[position + $0] == comment[$0] }
  }

  /// Reads the next field of the record.
  ///
  /// - Throws: a `CSVSyntaxError` for wrong quotes.
  package mutating func readField(in bytes: Span<UInt8>) throws(CSVSyntaxError) {
    skipBlanks(bytes)
    isQuoted = position < bytes.count && bytes[position] == quote
    if isQuoted { try readQuoted(bytes) } else { readPlain(bytes) }
    let end = position
    skipBlanks(bytes)
    endsRecord = true
    guard position < bytes.count else { return }
    switch bytes[position] {
    case lineEnd:
      position += 1
      line += 1
    case separator:
      position += 1
      endsRecord = false
    case _ where hasBlanks && end < position: endsRecord = false
    default: throw CSVSyntaxError(line: line, problem: behindQuote)
    }
  }

  /// Reads the next field if it is a whole number from 0 to 255, of at most three digits, and
  /// nothing else; otherwise leaves it to the other functions.
  package mutating func readByte(in bytes: Span<UInt8>) -> UInt8? {
    var place = position
    let end = min(place + 3, bytes.count)
    var number: UInt16 = 0
    while place < end {
      let digit = bytes[unchecked: place] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      number = number &* 10 &+ UInt16(digit)
      place += 1
    }
    guard place > position, number < 256, endField(at: place, bytes) else { return nil }
    return UInt8(truncatingIfNeeded: number)
  }

  /// Reads the next field if it is a plain number of at most 15 digits; otherwise leaves it to
  /// `readField`.
  package mutating func readNumber(in bytes: Span<UInt8>) -> Float? {
    let count = bytes.count
    var place = position
    guard place < count else { return nil }
    let isNegative = bytes[unchecked: place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let start = place
    var mantissa: UInt64 = 0
    var fraction = 0
    var pointPlace = -1
    while place < count {
      let byte = bytes[unchecked: place]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else if byte == point, pointPlace < 0 {
        pointPlace = place
      } else {
        break
      }
      place += 1
    }
    var digits = place - start
    if pointPlace >= 0 {
      digits -= 1
      fraction = place - pointPlace - 1
    }
    guard digits > 0, digits <= 15, endField(at: place, bytes) else { return nil }
    // Rounded once to float64: see `DecimalParts`.
    let value = Double(mantissa) / powersOfTen[fraction]
    return Float(isNegative ? -value : value)
  }

  /// Moves behind a field that ends at `place`; returns false if none does.
  private mutating func endField(at place: Int, _ bytes: Span<UInt8>) -> Bool {
    guard place < bytes.count, !hasBlanks else { return false }
    var next = place + 1
    switch bytes[unchecked: place] {
    case separator: endsRecord = false
    case lineEnd: endsRecord = true
    case UInt8(ascii: "\r") where next < bytes.count && bytes[unchecked: next] == lineEnd:
      endsRecord = true
      next += 1
    default: return false
    }
    if endsRecord { line += 1 }
    position = next
    return true
  }

  /// Skips blanks, and a carriage return before the line's end.
  private mutating func skipBlanks(_ bytes: Span<UInt8>) {
    while position < bytes.count, isBlank(bytes[unchecked: position]) { position += 1 }
  }

  /// Whether a byte around a field is passed over.
  private func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      hasBlanks ? byte != lineEnd : byte != separator && byte != lineEnd
    default: false
    }
  }

  private mutating func readPlain(_ bytes: Span<UInt8>) {
    let start = position
    var end = start
    while position < bytes.count {
      let byte = bytes[unchecked: position]
      if byte == separator || byte == lineEnd { break }
      if !isBlank(byte) { end = position + 1 } else if hasBlanks { break }
      position += 1
    }
    field = start..<end
  }

  private mutating func readQuoted(_ bytes: Span<UInt8>) throws(CSVSyntaxError) {
    let firstLine = line
    position += 1
    let start = position
    while position < bytes.count {
      if bytes[position] == quote {
        guard position + 1 < bytes.count, bytes[position + 1] == quote else {
          field = start..<position
          position += 1
          return
        }
        position += 1
      } else if bytes[position] == lineEnd {
        line += 1
      }
      position += 1
    }
    throw CSVSyntaxError(line: firstLine, problem: "a quoted field that never ends")
  }
}

/// The byte around a quoted field.
let quote = UInt8(ascii: "\"")
