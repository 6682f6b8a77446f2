extension Table {
  /// The table as people read it; wide ones scroll by themselves.
  package var html: HTML {
    let table = selected(for: .people)
    let records = table.records
    let grouped = table.columns.indices.map { index in records.contains { $0[index].isLargeCount } }
    let head = table.columns.map { column in
      HTML.element("th", ["class": column.alignment.cssClass], column.titleLines)
    }
    let body = table.rows.map { row -> HTML in
      switch row {
      case .heading(let heading):
        return .element(
          "tr", ["class": "heading"],
          [.element("th", ["colspan": String(table.columns.count)], heading)])
      case .cells(let cells):
        let columns = zip(zip(cells, table.columns), grouped)
        return .element(
          "tr", [:],
          columns.map { pair, isGrouped in
            let (cell, column) = pair
            return .element(
              "td", ["class": "\(column.alignment.cssClass) \(cell.tone?.cssClass ?? "")"],
              cell.text(grouped: isGrouped))
          })
      }
    }
    let parts =
      (hasHeader ? [HTML.element("thead", [:], [.element("tr", [:], head)])] : [])
      + [.element("tbody", [:], body)]
    return .element("div", ["class": "scroll"], [.element("table", [:], parts)])
  }
}

extension Table.Column {
  /// The lines of the title.
  fileprivate var titleLines: [HTML] {
    title.enumerated().flatMap { index, words in
      (index > 0 ? [HTML.element("br", [:], nil)] : []) + [HTML.text(words)]
    }
  }
}

extension Alignment {
  fileprivate var cssClass: String { self == .left ? "left" : "right" }
}

extension Tone {
  var cssClass: String {
    switch self {
    case .good: "good"
    case .bad, .error: "bad"
    case .caution: "caution"
    case .dim: "dim"
    case .strong: "strong"
    }
  }
}
