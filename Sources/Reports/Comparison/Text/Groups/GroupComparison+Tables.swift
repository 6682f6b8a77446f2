import Experiments
import JSON

extension GroupComparison {
  /// `10 runs, 2 groups by optimizer.type, seeds 1 2 3 in each; test_accuracy last (--metric)`
  package var heading: String {
    let runs = groups.reduce(0) { $0 + $1.runs.count }
    let seeds = groups.map { $0.seeds?.sorted() }
    var text = "\(runs) runs, \(groups.count) groups by \(key)"
    if let first = seeds[0], seeds.allSatisfy({ $0 == first }), first.count <= 20 {
      text += ", seeds \(first.map(String.init).joined(separator: " ")) in each"
    }
    switch groups.lazy.compactMap(\.split?.origin).first {
    case .seed: text += ", the seed draws the split"
    case .folds: text += ", paired by fold"
    case nil: break
    }
    return text + "; \(metric.text) (--metric)"
  }

  /// One group per row: its mean and interval, and the difference from the first group. Of several
  /// groups the intervals of the differences hold together: see `tableConfidence`.
  package var table: Table {
    let columns: [Table.Column] = [
      .init("runs", importance: 3), .init("mean", importance: 4),
      .init("deviation", importance: 2), .init("95% low", importance: 3),
      .init("95% high", importance: 3), .init("min"), .init("max"),
    ]
    return Table(
      keys.map { .init($0, align: .left, importance: 5) } + columns + contrastColumns,
      rows: groups.enumerated().map { index, group in
        let sample = group.sample
        let cells: [Cell] = [
          .integer(group.runs.count),
          .metric(sample.mean), .metric(sample.deviation), .metric(group.interval?.lowerBound),
          .metric(group.interval?.upperBound), .metric(sample.min), .metric(sample.max),
        ]
        return group.values.map(Cell.groupValue) + cells + contrastCells(index)
      })
  }

  /// The columns for people are left out for two groups, because the sentence has the same values.
  private var contrastColumns: [Table.Column] {
    let base = groups[0].name
    let tested = adjustedPValues.count { $0 != nil }
    let people: [Table.Column] = [
      .init(
        "\(metric.isInPoints ? "points" : metric.name) more than", base, for: .people, importance: 3
      ),
      .init("95% interval", tested > 1 ? "(all \(tested))" : "", for: .people, importance: 2),
      .init("p", "(Holm)", for: .people, importance: 3),
    ]
    let programs = [
      "\(metric.name) more than \(base)", "more than \(base): 95% low",
      "more than \(base): 95% high", "p", "p (Holm)",
    ]
    return (groups.count > 2 ? people : [])
      + programs.map { Table.Column($0, for: .programs) }
  }

  private func contrastCells(_ index: Int) -> [Cell] {
    let difference = index > 0 ? contrasts[index - 1].difference : nil
    let p = index > 0 ? adjustedPValues[index - 1] : nil
    let interval = difference?.interval(confidence: tableConfidence)
    let text = difference.map {
      DifferenceText($0.value, interval, factor: factor, decimals: decimals)
    }
    let people: [Cell] = [
      .text(optional: text?.value),
      .text(optional: text.map { "\($0.low ?? "-") to \($0.high ?? "-")" }),
      .text(optional: p?.asPValue),
    ]
    let numbers = [
      difference?.value, interval?.lowerBound, interval?.upperBound,
      difference?.pValue, p,
    ]
    return (groups.count > 2 ? people : []) + numbers.map { .text("", value: .optional($0)) }
  }

  var factor: Double { metric.isInPoints ? 100 : 1 }
  var decimals: Int { metric.isInPoints ? 2 : 4 }
}

extension Cell {
  /// The cell of a value by which runs are grouped.
  fileprivate static func groupValue(_ value: JSONValue) -> Cell {
    .text(value.isNull ? "(none)" : value.string ?? value.canonicalText, value: value)
  }
}
