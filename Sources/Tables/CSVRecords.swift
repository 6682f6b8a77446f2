/// Reads a table one record at a time (Shafranovich, Common Format and MIME Type for
/// Comma-Separated Values (CSV) Files, RFC 4180, 2005).
///
/// A quoted field may contain separators, line ends and "" for a quote. This reader is more liberal
/// than the RFC: lines may end in LF or CR alone, a field that does not begin with a quote may
/// contain some, records may differ in length, and blanks around fields and empty lines are
/// skipped.
package struct CSVRecords {
  private let bytes: [UInt8]
  private let dialect: CSVDialect
  private let separator: UInt8
  private let lineEnd: UInt8
  private let hasBlanks: Bool
  private var position: Int
  private var nextLine: Int
  /// The line, from 1, where the current record begins.
  package private(set) var line = 0
  /// The fields of the current record as ranges of the bytes, without the surrounding quotes.
  package private(set) var fields: [Range<Int>] = []

  /// The limit of fields per line. Each takes more memory than its two bytes of the file.
  private static let maximumFields = 1 << 20

  /// - Parameter bytes: UTF-8 without a byte-order mark.
  package init(_ bytes: [UInt8], _ dialect: CSVDialect) {
    self.bytes = bytes
    self.dialect = dialect
    separator = dialect.separator.byte
    lineEnd = dialect.lineEnd
    hasBlanks = dialect.separator == .blanks
    position = dialect.start
    nextLine = dialect.firstLine
  }

  /// Moves to the next record; returns false at the end.
  ///
  /// - Throws: a `CSVSyntaxError` for wrong quotes or too many fields.
  package mutating func next() throws(CSVSyntaxError) -> Bool {
    while position < bytes.count {
      line = nextLine
      fields.removeAll(keepingCapacity: true)
      try readRecord()
      let isEmpty = fields.count == 1 && fields[0].isEmpty && !isQuoted(0)
      if !isEmpty { return true }
    }
    return false
  }

  private mutating func readRecord() throws(CSVSyntaxError) {
    while true {
      skipBlanks()
      if position < bytes.count, bytes[position] == quote {
        try readQuoted()
      } else {
        readPlain()
      }
      guard fields.count <= Self.maximumFields else {
        throw CSVSyntaxError(line: line, problem: "more than \(Self.maximumFields) fields")
      }
      let end = position
      skipBlanks()
      guard position < bytes.count else { return }
      switch bytes[position] {
      case lineEnd:
        position += 1
        nextLine += 1
        return
      case separator: position += 1
      case _ where hasBlanks && end < position: break
      default:
        throw CSVSyntaxError(
          line: nextLine,
          problem: "text behind a closing quote, expected \(dialect.separator) or the line's end")
      }
    }
  }

  /// Skips blanks, and a carriage return before the line's end.
  private mutating func skipBlanks() {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
  }

  /// Whether a byte around a field is passed over.
  private func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      hasBlanks ? byte != lineEnd : byte != separator && byte != lineEnd
    default: false
    }
  }

  private mutating func readPlain() {
    let start = position
    var end = start
    bytes.withUnsafeBufferPointer { bytes in
      while position < bytes.count {
        let byte = bytes[position]
        if byte == separator || byte == lineEnd { break }
        if !isBlank(byte) { end = position + 1 } else if hasBlanks { break }
        position += 1
      }
    }
    fields.append(start..<end)
  }

  private mutating func readQuoted() throws(CSVSyntaxError) {
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
      } else if bytes[position] == lineEnd {
        nextLine += 1
      }
      position += 1
    }
    throw CSVSyntaxError(line: line, problem: "a quoted field that never ends")
  }

  /// Whether field `index` is in quotes.
  package func isQuoted(_ index: Int) -> Bool {
    let start = fields[index].lowerBound
    return start > 0 && bytes[start - 1] == quote
  }

  /// Returns the text of field `index` with "" replaced by a quote. Invalid UTF-8 is replaced.
  package func text(_ index: Int) -> String {
    let field = bytes[fields[index]]
    guard isQuoted(index), field.contains(quote) else {
      return String(decoding: field, as: UTF8.self)
    }
    var text: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      text.append(byte)
      if byte == quote { rest = rest.dropFirst() }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Returns the number of field `index`; nil if it is not a number that float32 can hold.
  package func number(_ index: Int) -> Float? {
    decimalNumber(bytes.span.extracting(fields[index])).flatMap {
      Float($0).isFinite ? Float($0) : nil
    }
  }

  /// All fields as texts.
  package var texts: [String] { fields.indices.map(text) }

  /// Whether every field is a number.
  package var isAllNumbers: Bool { fields.indices.allSatisfy { number($0) != nil } }
}

private let quote = UInt8(ascii: "\"")
