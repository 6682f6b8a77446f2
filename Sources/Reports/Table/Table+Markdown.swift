extension Table {
  /// The table as GitHub-flavoured Markdown, padded so that it reads as plain text too.
  package var markdown: String {
    let table = selected(for: .people)
    let records = table.records
    let grouped = table.columns.indices.map { index in records.contains { $0[index].isLargeCount } }
    let body = table.rows.map { row -> [String] in
      switch row {
      case .heading(let heading):
        ["**\(heading.markdownEscaped)**"] + table.columns.dropFirst().map { _ in "" }
      case .cells(let cells):
        zip(cells, grouped).map { cell, isGrouped in
          String(cell.text(grouped: isGrouped).drop { $0 == " " }).markdownEscaped
        }
      }
    }
    let header = table.columns.map(\.name.markdownEscaped)
    let widths = header.indices.map { index in
      max(3, ([header] + body).map { $0[index].columns }.max() ?? 0)
    }
    let rule = zip(table.columns, widths).map { column, width in
      let dashes = String(repeating: "-", count: width - 1)
      return column.alignment == .left ? ":" + dashes : dashes + ":"
    }
    return ([header, rule] + body).map { cells in
      let padded = cells.indices.map { index in
        cells[index].padded(to: widths[index], table.columns[index].alignment)
      }
      return "| " + padded.joined(separator: " | ") + " |\n"
    }.joined()
  }
}

extension String {
  fileprivate var markdownEscaped: String {
    escaped.unicodeScalars.map { "|<*`\\".unicodeScalars.contains($0) ? "\\\($0)" : String($0) }
      .joined()
  }
}
