import Tables

extension ForeignLog {
  /// Reads a table with a header: lines before it that begin with `#` are passed over.
  init(table text: [UInt8]) throws(ImportProblem) {
    let dialect = CSVDialect(
      of: text, separators: [.comma, .semicolon, .tab], hasComments: true)
    var rows: [Row] = []
    var records = CSVRecords(text, dialect)
    do throws(CSVSyntaxError) {
      while try records.next() {
        rows.append(Row(place: .line(records.line), cells: records.texts))
      }
    } catch {
      throw ImportProblem(.line(error.line), error.problem)
    }
    guard case .line(let line) = rows.first?.place else {
      throw ImportProblem(.line(1), "no header")
    }
    let header = rows.removeFirst()
    guard !rows.isEmpty else { throw ImportProblem(.line(line + 1), "no row after the header") }
    // Tools that select lines of a file split it at line feeds.
    let hasLineFeeds = dialect.lineEnd == UInt8(ascii: "\n")
    self.init(columns: header.cells, rows: [], headerLine: hasLineFeeds ? line : nil)
    while columns.count > 1, columns.last == "", rows.allSatisfy({ Self.hasNoLast($0, columns) }) {
      // A separator at the end of every line.
      columns.removeLast()
    }
    for row in rows {
      guard row.cells.count >= columns.count,
        row.cells.dropFirst(columns.count).allSatisfy(\.isEmpty)
      else {
        let count = row.cells.count == 1 ? "1 cell" : "\(row.cells.count) cells"
        throw ImportProblem(row.place, "\(count), but \(columns.count) columns")
      }
      self.rows.append(Row(place: row.place, cells: Array(row.cells.prefix(columns.count))))
    }
    if dialect.separator != .comma {
      notes.append("cells are separated by \(Self.plural(of: dialect.separator))")
    }
    if dialect.comments > 0 {
      notes.append(
        "\(dialect.comments == 1 ? "1 line" : "\(dialect.comments) lines") of comment left out")
    }
  }

  private static func hasNoLast(_ row: Row, _ columns: [String]) -> Bool {
    row.cells.count < columns.count || row.cells[columns.count - 1].isEmpty
  }

  private static func plural(of separator: CSVSeparator) -> String {
    switch separator {
    case .semicolon: "semicolons"
    case .tab: "tabs"
    default: "'\(Unicode.Scalar(separator.byte))'"
    }
  }
}
