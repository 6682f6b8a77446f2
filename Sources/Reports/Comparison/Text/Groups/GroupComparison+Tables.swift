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
    if groups.contains(where: { $0.split != nil }) { text += ", the seed draws the split" }
    return text + "; \(metric.words) (--metric)"
  }

  /// A group a row: its mean and how sure that is; of more than two, each against the first.
  package var table: Table {
    let columns: [Table.Column] = [
      .init("runs", importance: 3), .init("mean", importance: 4),
      .init("deviation", importance: 2), .init("95% low", importance: 3),
      .init("95% high", importance: 3), .init("min"), .init("max"),
    ]
    let adjusted = adjustedPValues
    return Table(
      keys.map { .init($0, align: .left, importance: 5) } + columns + contrastColumns,
      rows: groups.enumerated().map { index, group in
        let sample = group.sample
        let cells: [Cell] = [
          .integer(group.runs.count),
          .metric(sample.mean), .metric(sample.deviation), .metric(group.interval?.lowerBound),
          .metric(group.interval?.upperBound), .metric(sample.min), .metric(sample.max),
        ]
        return group.values.map(Cell.groupValue) + cells + contrastCells(index, adjusted)
      })
  }

  /// For people only of more than two groups: of two the sentence says it all.
  private var contrastColumns: [Table.Column] {
    let base = groups[0].name
    let people: [Table.Column] = [
      .init(
        "\(metric.isInPoints ? "points" : metric.name) more than", base, for: .people, importance: 3
      ),
      .init("95% interval", for: .people, importance: 2),
      .init("p", "(Holm)", for: .people, importance: 3),
    ]
    let programs = [
      "\(metric.name) more than \(base)", "more than \(base): 95% low",
      "more than \(base): 95% high", "p", "p (Holm)",
    ]
    return (groups.count > 2 ? people : [])
      + programs.map { Table.Column($0, for: .programs) }
  }

  private func contrastCells(_ index: Int, _ adjusted: [Double?]) -> [Cell] {
    let difference = index > 0 ? contrasts[index - 1].difference : nil
    let p = index > 0 ? adjusted[index - 1] : nil
    let text = difference.map {
      DifferenceText($0.value, $0.interval, factor: factor, decimals: decimals)
    }
    let people: [Cell] = [
      .text(optional: text?.value),
      .text(optional: text.map { "\($0.low ?? "-") to \($0.high ?? "-")" }),
      .text(optional: p?.asPValue),
    ]
    let numbers = [
      difference?.value, difference?.interval.lowerBound, difference?.interval.upperBound,
      difference?.pValue, p,
    ]
    return (groups.count > 2 ? people : []) + numbers.map { .text("", value: .optional($0)) }
  }

  /// Holm's p values of the contrasts; nil where a group has one run.
  package var adjustedPValues: [Double?] {
    holmAdjusted(contrasts.map { $0.difference?.pValue })
  }

  var factor: Double { metric.isInPoints ? 100 : 1 }
  var decimals: Int { metric.isInPoints ? 2 : 4 }
}

extension Cell {
  /// A value runs are grouped by.
  fileprivate static func groupValue(_ value: JSONValue) -> Cell {
    .text(value.isNull ? "(none)" : value.string ?? value.canonicalText, value: value)
  }
}
