/// How the fields and lines of a table are told apart.
///
/// The separator is the first of `,` `;` tab `|` and blanks that splits the first two lines into
/// the same number of fields, two or more. Where none does, it is the first that splits line 1, so
/// that an error can say which line differs. A line `sep=;` before the table, which Excel writes
/// and obeys, names it instead. Lines end in LF or CR LF, or in CR where the text has no LF.
struct CSVDialect: Hashable, Sendable {
  var separator = CSVSeparator.comma
  /// The last byte of each line.
  var lineEnd = UInt8(ascii: "\n")
  /// Where the table begins in the text, after a line `sep=;`.
  var start = 0

  /// Finds out how a text is written, by its first two lines.
  init(of text: [UInt8]) {
    if !text.contains(lineEnd) { lineEnd = UInt8(ascii: "\r") }
    guard let (separator, start) = named(in: text) else {
      self.separator = found(in: text)
      return
    }
    let below = with(separator, start: start)
    var records = CSVRecords(text, below)
    // A comma can be named, or be in the first of two names: `sep=` and none.
    if separator == .comma, (try? records.next()) == true, records.isAllNumbers { return }
    self = below
  }

  private func with(_ separator: CSVSeparator, start: Int? = nil) -> CSVDialect {
    var dialect = self
    dialect.separator = separator
    dialect.start = start ?? self.start
    return dialect
  }

  /// The separator of a line `sep=;` and where the next line begins; nil: there is no such line.
  private func named(in text: [UInt8]) -> (CSVSeparator, start: Int)? {
    let line = text.prefix(8).prefix { $0 != lineEnd }
    guard line.starts(with: "sep=".utf8), line.count >= 5, line.count < text.count,
      let separator = CSVSeparator(rawValue: line[4]),
      line.dropFirst(5).allSatisfy({ $0 == UInt8(ascii: "\r") })
    else { return nil }
    return (separator, line.count + 1)
  }

  private func found(in text: [UInt8]) -> CSVSeparator {
    var first: CSVSeparator?
    for separator in CSVSeparator.allCases {
      var records = CSVRecords(text, with(separator))
      guard (try? records.next()) == true, records.fields.count > 1 else { continue }
      let count = records.fields.count
      first = first ?? separator
      let hasSecond = try? records.next()
      if hasSecond == false || hasSecond == true && records.fields.count == count {
        return separator
      }
    }
    return first ?? .comma
  }
}

/// What stands between two fields of a line.
package enum CSVSeparator: UInt8, CaseIterable, Sendable {
  case comma = 0x2C
  case semicolon = 0x3B
  case tab = 0x09
  case bar = 0x7C
  /// Any number of blanks and tabs.
  case blanks = 0x20
}

extension CSVSeparator: CustomStringConvertible {
  package var description: String {
    switch self {
    case .comma: "a comma"
    case .semicolon: "a semicolon"
    case .tab: "a tab"
    case .bar: "a bar (|)"
    case .blanks: "a blank"
    }
  }
}
