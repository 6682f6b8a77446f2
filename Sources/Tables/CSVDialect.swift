/// The separator and the line ends of a text.
///
/// The separator is the first candidate that splits the first two records into the same number of
/// fields, two or more. If none does, it is the first that splits record 1, so that an error can
/// say which line differs. A line `sep=;` before the table, which Excel writes and obeys, takes
/// precedence. Lines end in LF or CR LF, or in CR if the text has no LF.
package struct CSVDialect: Hashable, Sendable {
  package private(set) var separator = CSVSeparator.comma
  /// The last byte of each line.
  package private(set) var lineEnd = UInt8(ascii: "\n")
  /// The offset of the table in the text.
  package private(set) var start = 0
  /// The number of the table's first line, from 1.
  package private(set) var firstLine = 1
  /// How many lines before the table begin with `#`.
  package private(set) var comments = 0
  /// The decimal mark: the byte between the whole part of a number and its fraction.
  package private(set) var point = UInt8(ascii: ".")
  /// What a line that does not belong to the table begins with; empty if all lines belong to it.
  package private(set) var comment: [UInt8] = []

  /// Commas and line feeds.
  package init() {}

  /// Determines the dialect of a text from its first two records.
  ///
  /// - Parameter separators: the candidates, in this order.
  /// - Parameter hasComments: whether lines before the table that begin with `#` do not belong to
  ///   it.
  package init(
    of text: [UInt8], separators: [CSVSeparator] = CSVSeparator.usual, hasComments: Bool = false
  ) {
    if !text.contains(lineEnd) { lineEnd = UInt8(ascii: "\r") }
    if hasComments { skipComments(text) }
    find(in: text, separators, hasComments: hasComments)
  }

  private mutating func find(
    in text: [UInt8], _ separators: [CSVSeparator], hasComments: Bool = false
  ) {
    if separators.count == 1 { separator = separators[0] }
    guard var below = belowSeparatorLine(text) else {
      separator = found(in: text, separators)
      return
    }
    if separators.count == 1 { below.separator = separator }
    if hasComments { below.skipComments(text) }
    var records = CSVRecords(text, below)
    // `sep=` may also be the first of two column names, or name a comma.
    if below.separator == .comma, (try? records.next()) == true, records.isAllNumbers { return }
    self = below
  }

  /// Determines the dialect of a text of which something is known.
  ///
  /// - Parameters:
  ///   - separator: nil to find it.
  ///   - point: the decimal mark. If it is a comma, commas do not separate fields.
  ///   - comment: lines that begin with these bytes are skipped; if empty, none are.
  ///   - skipping: how many lines there are before the table.
  package init(
    of text: [UInt8], separator: CSVSeparator?, point: UInt8, comment: [UInt8], skipping: Int
  ) {
    if !text.contains(lineEnd) { lineEnd = UInt8(ascii: "\r") }
    self.point = point
    self.comment = comment
    for _ in 0..<skipping where start < text.count { skip(line(of: text)) }
    start = min(start, text.count)
    let usual = CSVSeparator.usual.filter { $0.byte != point }
    find(in: text, separator.map { [$0] } ?? usual)
  }

  /// The line at `start`, without its end.
  private func line(of text: [UInt8]) -> ArraySlice<UInt8> {
    text.dropFirst(start).prefix { $0 != lineEnd }
  }

  private mutating func skip(_ line: ArraySlice<UInt8>) {
    start = line.endIndex + 1
    firstLine += 1
  }

  private mutating func skipComments(_ text: [UInt8]) {
    while start < text.count {
      let line = line(of: text)
      let isComment = line.first == UInt8(ascii: "#")
      guard isComment || line.allSatisfy({ " \r".utf8.contains($0) }) else { return }
      if isComment { comments += 1 }
      skip(line)
    }
  }

  /// The dialect that a line `sep=;` names, and of the table below; nil: there is no such line.
  private func belowSeparatorLine(_ text: [UInt8]) -> CSVDialect? {
    let line = line(of: text)
    guard line.starts(with: "sep=".utf8), line.endIndex < text.count,
      let name = line.dropFirst(4).first, let separator = CSVSeparator(named: name),
      line.dropFirst(5).allSatisfy({ $0 == UInt8(ascii: "\r") })
    else { return nil }
    var below = self
    below.separator = separator
    below.skip(line)
    return below
  }

  private func found(in text: [UInt8], _ separators: [CSVSeparator]) -> CSVSeparator {
    var first: CSVSeparator?
    for separator in separators {
      var dialect = self
      dialect.separator = separator
      var records = CSVRecords(text, dialect)
      guard (try? records.next()) == true, records.fields.count > 1 else { continue }
      let count = records.fields.count
      first = first ?? separator
      let hasSecond = try? records.next()
      if hasSecond == false || hasSecond == true && records.fields.count == count {
        return separator
      }
    }
    return first ?? separators[0]
  }
}
