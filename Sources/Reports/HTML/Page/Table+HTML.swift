import JSON

/// The run that a row of a table is about.
struct RunMark: Hashable, Sendable {
  let id: String
  /// The class of its colour in the charts; nil if it has none of its own.
  let cssClass: String?
}

extension Table {
  /// The table as people read it; wide ones scroll by themselves.
  package var html: HTML { html() }

  /// - Parameter marks: the runs of the rows, for a table that can be sorted and searched and whose
  ///   rows can be ticked for the charts; nil for any other table.
  func html(marks: [RunMark]? = nil) -> HTML {
    let table = selected(for: .people)
    let records = table.records
    let grouped = table.columns.indices.map { index in records.contains { $0[index].isLargeCount } }
    let head = table.columns.map { column in
      HTML.element(
        "th",
        [
          "class": column.alignment.cssClass,
          "data-name": column.title.count > 1 ? column.name : "",
        ], column.titleLines)
    }
    let body = table.rows.enumerated().map { position, row -> HTML in
      switch row {
      case .heading(let heading):
        return .element(
          "tr", ["class": "heading"],
          [.element("th", ["colspan": String(table.columns.count)], heading)])
      case .cells(let cells):
        let columns = zip(zip(cells, table.columns), grouped)
        let mark = marks?[position]
        var elements = columns.map { pair, isGrouped in
          pair.0.html(pair.1.alignment, pair.0.text(grouped: isGrouped))
        }
        if let mark, let cell = cells.first {
          let swatch = mark.cssClass.map { [HTML.element("i", ["class": $0])] } ?? []
          elements[0] = .element(
            "td", ["class": "left"], swatch + [.text(cell.text(grouped: false))])
        }
        return .element("tr", ["data-runs": mark?.id ?? ""], elements)
      }
    }
    let parts =
      (hasHeader ? [HTML.element("thead", [:], [.element("tr", [:], head)])] : [])
      + [.element("tbody", [:], body)]
    return .element(
      "div", ["class": marks == nil ? "scroll" : "scroll tall"],
      [.element("table", ["class": marks == nil ? "" : "runs"], parts)])
  }
}

extension Cell {
  /// The cell with its text for people, and all digits where those are more.
  fileprivate func html(_ alignment: Alignment, _ text: String) -> HTML {
    let tone = tone.map { " " + $0.cssClass } ?? ""
    let digits = value.double.map { JSONValue.number($0).canonicalText } ?? ""
    return .element(
      "td", ["class": alignment.cssClass + tone, "data-value": digits == text ? "" : digits], text)
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
