extension Table {
  /// A table as lines of text, and the columns that found no room, as far as they have a name.
  package struct Layout: Hashable, Sendable {
    package let text: String
    package let dropped: [String]
  }

  /// Returns the table for a terminal of so many columns; columns are dropped, never folded.
  package func laidOut(width: Int, style: TextStyle) -> Layout {
    let whole = selected(for: .people)
    var table = whole
    var dropped: [(index: Int, name: String)] = []
    while let index = table.columnToDrop(width: width) {
      dropped.append((index, table.columns[index].name))
      table = table.keeping(table.columns.indices.filter { $0 != index })
    }
    let names = whole.columns.map(\.name).filter { name in
      !name.isEmpty && dropped.contains { $0.name == name }
    }
    return Layout(text: table.text(width: width, style: style), dropped: names)
  }

  private func columnToDrop(width: Int) -> Int? {
    let texts = self.texts
    let least = columns.indices.map { index in
      min(naturalWidth(index, texts), columns[index].shrinksTo ?? Int.max)
    }
    guard least.reduce(0, +) + 2 * (columns.count - 1) > width, columns.count > 2 else {
      return nil
    }
    return columns.indices.dropFirst().min { left, right in
      (columns[left].importance, -left) < (columns[right].importance, -right)
    }
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
