/// Reads a table one record at a time (Shafranovich, Common Format and MIME Type for
/// Comma-Separated Values (CSV) Files, RFC 4180, 2005).
///
/// A quoted field may contain separators, line ends and "" for a quote. This reader is more liberal
/// than the RFC: lines may end in LF or CR alone, a field that does not begin with a quote may
/// contain some, records may differ in length, and blanks around fields, empty lines and comments
/// are skipped.
package struct CSVRecords {
  private let bytes: [UInt8]
  private let point: UInt8
  private var cursor: CSVCursor
  /// The line, from 1, where the current record begins.
  package private(set) var line = 0
  /// The fields of the current record as ranges of the bytes, without the surrounding quotes.
  package private(set) var fields: [Range<Int>] = []

  /// The limit of fields per line. Each takes more memory than its two bytes of the file.
  package static let maximumFields = 1 << 20

  /// - Parameter bytes: UTF-8 without a byte-order mark.
  package init(_ bytes: [UInt8], _ dialect: CSVDialect) {
    self.bytes = bytes
    point = dialect.point
    cursor = CSVCursor(dialect)
  }

  /// Moves to the next record; returns false at the end.
  ///
  /// - Throws: a `CSVSyntaxError` for wrong quotes or too many fields.
  package mutating func next() throws(CSVSyntaxError) -> Bool {
    let bytes = bytes
    guard cursor.beginRecord(in: bytes.span, before: bytes.count) else { return false }
    line = cursor.line
    fields.removeAll(keepingCapacity: true)
    repeat {
      try cursor.readField(in: bytes.span)
      fields.append(cursor.field)
      guard fields.count <= Self.maximumFields else {
        throw .tooManyFields(line: line)
      }
    } while !cursor.endsRecord
    return true
  }

  /// The offset of the next record.
  package var position: Int { cursor.position }

  /// The line of the next record.
  package var nextLine: Int { cursor.line }

  /// Whether field `index` is in quotes.
  package func isQuoted(_ index: Int) -> Bool {
    let start = fields[index].lowerBound
    return start > 0 && bytes[start - 1] == quote
  }

  /// Returns the text of field `index` with "" replaced by a quote. Invalid UTF-8 is replaced.
  package func text(_ index: Int) -> String {
    let field = bytes[fields[index]]
    return String(decoding: isQuoted(index) ? unescaped(field) : field, as: UTF8.self)
  }

  /// Returns the number of field `index`; nil if it is not a number that float32 can hold.
  package func number(_ index: Int) -> Float? {
    decimalFloat(bytes.span.extracting(fields[index]), point: point)
  }

  /// All fields as texts.
  package var texts: [String] { fields.indices.map(text) }

  /// Whether every field is a number.
  package var isAllNumbers: Bool { fields.indices.allSatisfy { number($0) != nil } }
}

/// Returns the text of a quoted field with "" replaced by a quote.
package func unescaped(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  guard field.contains(quote) else { return field }
  var text: [UInt8] = []
  var rest = field
  while let byte = rest.popFirst() {
    text.append(byte)
    if byte == quote { rest = rest.dropFirst() }
  }
  return text[...]
}
