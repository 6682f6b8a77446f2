import Datasets

extension ForeignLog {
  /// Reads a table with a header: lines before it that begin with `#` are passed over.
  init(table text: [UInt8]) throws(ImportProblem) {
    let table = DelimitedText(text)
    var rows = table.rows[...]
    guard let header = rows.popFirst() else { throw ImportProblem(.line(1), "no header") }
    guard !rows.isEmpty else {
      throw ImportProblem(.line(header.line + 1), "no row after the header")
    }
    self.init(columns: header.cells, rows: [], headerLine: header.line)
    while columns.count > 1, columns.last == "", rows.allSatisfy({ Self.hasNoLast($0, columns) }) {
      // A separator at the end of every line.
      columns.removeLast()
    }
    for row in rows {
      guard row.cells.count >= columns.count,
        row.cells.dropFirst(columns.count).allSatisfy(\.isEmpty)
      else {
        let count = row.cells.count == 1 ? "1 cell" : "\(row.cells.count) cells"
        throw ImportProblem(.line(row.line), "\(count), but \(columns.count) columns")
      }
      self.rows.append(Row(place: .line(row.line), cells: Array(row.cells.prefix(columns.count))))
    }
    if table.separator != UInt8(ascii: ",") {
      notes.append("cells are separated by \(table.separatorName)")
    }
    if table.comments > 0 {
      notes.append(
        "\(table.comments == 1 ? "1 line" : "\(table.comments) lines") of comment left out")
    }
  }

  private static func hasNoLast(_ row: DelimitedText.Row, _ columns: [String]) -> Bool {
    row.cells.count < columns.count || row.cells[columns.count - 1].isEmpty
  }
}
