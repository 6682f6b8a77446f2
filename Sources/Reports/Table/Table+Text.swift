extension Table {
  /// A table as lines of text, and the names of the columns that did not fit.
  package struct Layout: Hashable, Sendable {
    package let text: String
    package let dropped: [String]
  }

  /// Returns the table for a terminal of this width. If it is too wide, titles are broken after their
  /// last dot, then columns are dropped, never folded. If even those that stay have no room side by
  /// side, they stand below each other.
  package func laidOut(width: Int, style: TextStyle) -> Layout {
    var whole = selected(for: .people)
    if whole.leastWidth(whole.texts) > width { whole.breakTitles() }
    let dropped = whole.columnsToDrop(width: width)
    let table =
      dropped.isEmpty
      ? whole : whole.keeping(whole.columns.indices.filter { !dropped.contains($0) })
    let droppedNames = Set(dropped.map { whole.columns[$0].name })
    let names = whole.columns.map(\.name).filter { !$0.isEmpty && droppedNames.contains($0) }
    let isTooWide = table.leastWidth(table.texts) > width
    return Layout(
      text: isTooWide
        ? table.stacked(width: width, style: style) : table.text(width: width, style: style),
      dropped: names)
  }

  /// The least widths of the columns.
  private func leastWidths(_ texts: [[String]]) -> [Int] {
    columns.indices.map { min(naturalWidth($0, texts), columns[$0].shrinksTo ?? Int.max) }
  }

  private func leastWidth(_ texts: [[String]]) -> Int {
    leastWidths(texts).reduce(0, +) + 2 * (columns.count - 1)
  }

  /// Returns the least important columns, enough of them for the others to fit. The first column,
  /// one more, and those that are never dropped always stay.
  private func columnsToDrop(width: Int) -> Set<Int> {
    let texts = self.texts
    let least = leastWidths(texts)
    var excess = leastWidth(texts) - width
    var dropped: Set<Int> = []
    let order = columns.indices.dropFirst().sorted { left, right in
      (columns[left].importance, -left) < (columns[right].importance, -right)
    }
    for index in order.dropLast()
    where excess > 0 && columns[index].importance != Column.neverDropped {
      dropped.insert(index)
      excess -= least[index] + 2
    }
    return dropped
  }

  /// The cells' text, column by column.
  private var texts: [[String]] {
    let records = records
    return columns.indices.map { index in
      let isGrouped = records.contains { $0[index].isLargeCount }
      return records.map { $0[index].text(grouped: isGrouped) }
    }
  }

  private func naturalWidth(_ index: Int, _ texts: [[String]]) -> Int {
    ((hasHeader ? columns[index].title : []) + texts[index]).map(\.columns).max() ?? 0
  }

  private func text(width: Int, style: TextStyle) -> String {
    var texts = self.texts
    var widths = columns.indices.map { naturalWidth($0, texts) }
    let excess = widths.reduce(0, +) + 2 * (columns.count - 1) - width
    if excess > 0, let index = columns.firstIndex(where: { $0.shrinksTo != nil }) {
      widths[index] = max(widths[index] - excess, columns[index].shrinksTo ?? 0)
      texts[index] = zip(texts[index], records).map { text, cells in
        text.shortened(
          to: widths[index], ellipsis: style.ellipsis, keeping: cells[index].suffix)
      }
    }
    let height = hasHeader ? columns.map(\.title.count).max() ?? 0 : 0
    var lines = (0..<height).map { line in
      let titles = columns.map { column in
        let blank = height - column.title.count
        return line < blank ? "" : column.title[line - blank]
      }
      return joined(titles, widths) { text, _ in text }
    }
    var record = 0
    for row in rows {
      switch row {
      case .heading(let heading): lines.append(heading.escaped)
      case .cells(let cells):
        lines.append(
          joined(texts.map { $0[record] }, widths) { style.painted($0, cells[$1].tone) })
        record += 1
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Writes each value on its own line, after the title of its column. If both do not fit in one
  /// line, the value is on the next.
  private func stacked(width: Int, style: TextStyle) -> String {
    let texts = self.texts
    var record = 0
    var lines: [String] = []
    for row in rows {
      switch row {
      case .heading(let heading): lines.append(heading.escaped)
      case .cells(let cells):
        for (index, cell) in cells.enumerated() where !texts[index][record].isEmpty {
          let title = index > 0 && hasHeader ? columns[index].name : ""
          let start = (index > 0 ? "  " : "") + title + (title.isEmpty ? "" : "  ")
          var text = texts[index][record]
          if columns[index].shrinksTo != nil {
            let room = max(1, width - start.columns)
            text = text.shortened(to: room, ellipsis: style.ellipsis, keeping: cell.suffix)
          }
          let isBeside = title.isEmpty || start.columns + text.columns <= width
          lines += (isBeside ? [] : ["  \(title)"])
          lines.append((isBeside ? start : "    ") + style.painted(text, cell.tone))
        }
        record += 1
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func joined(
    _ texts: [String], _ widths: [Int], paint: (String, Int) -> String
  ) -> String {
    var line = ""
    var pending = 0
    for (index, text) in texts.enumerated() {
      let fill = max(0, widths[index] - text.columns)
      let isRight = columns[index].alignment == .right
      pending += isRight ? fill : 0
      if !text.isEmpty {
        line += String(repeating: " ", count: pending) + paint(text, index)
        pending = 0
      }
      pending += (isRight ? 0 : fill) + 2
    }
    return line
  }
}
