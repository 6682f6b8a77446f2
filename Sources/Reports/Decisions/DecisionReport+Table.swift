import Experiments
import JSON
import Runs

extension DecisionReport {
  /// `lenet5-sgd-1f3a90c27e: momentum 0 and momentum 0.5 by test_accuracy last, at most 20 pairs`
  package var heading: String {
    let most = plan.demand.maximum.map { "at most \($0) pairs" } ?? "no maximum of pairs"
    let margin = plan.demand.margin.map { ", margin \(amount($0))" } ?? ""
    return "\(plan.id): \(names.base) and \(names.other) by \(metric.name.rawValue) "
      + "\(metric.isBest ? "best" : "last")\(margin), \(most)"
  }

  /// One look per row.
  package var table: Table {
    let difference = metric.isInPoints ? "points" : "difference"
    let last = plan.demand.maximum == nil ? ["evidence", "needed"] : ["p", "limit"]
    let columns: [Table.Column] = [
      .init("seed", importance: 5), .init(names.base, importance: 4),
      .init(names.other, importance: 4), .init(difference, importance: 4),
      .init("mean", importance: 3), .init("95% low", key: "low", importance: 2),
      .init("95% high", key: "high", importance: 2), .init(last[0], importance: 5),
      .init(last[1], importance: 5),
      .init("base_run", align: .left, for: .programs),
      .init("other_run", align: .left, for: .programs),
    ]
    let rows = zip(zip(decision.pairs, decision.looks), runs).map { item, ids in
      row(item.0, item.1) + [.text(ids.base), .text(ids.other)]
    }
    return Table(columns, rows: rows)
  }

  private func row(_ pair: DecisionPair, _ look: DecisionLook) -> [Cell] {
    func result(_ result: DecisionPair.Result) -> Cell {
      result.value.map { .metric($0) } ?? .text("diverged", value: .null)
    }
    let interval = look.test?.interval
    return [
      .integer(pair.seed), result(pair.base), result(pair.other), change(pair.difference),
      change(look.test?.mean), change(interval?.lowerBound), change(interval?.upperBound),
    ] + judged(look)
  }

  /// The figure that is judged, and what it is judged by.
  private func judged(_ look: DecisionLook) -> [Cell] {
    if let signs = look.signs {
      return [
        .number(signs.evidence, decimals: 1),
        .text(">= \(signs.bound.fixed(1))", value: .number(signs.bound)),
      ]
    }
    guard let test = look.test, look.pairs >= plan.demand.minimum else {
      return [.absent, .absent]
    }
    guard plan.demand.maximum != nil else {
      return [.number(test.evidence, decimals: 2), .number(decision.rules.bound, decimals: 0)]
    }
    let limit = decision.rules.limit(after: look.pairs)
    return [
      .text(test.pValue.asPValue, value: .number(test.pValue)),
      limit.map { .text($0.asPValue, value: .number($0)) } ?? .absent,
    ]
  }

  private func change(_ value: Double?) -> Cell {
    value.map { .text(text($0, nil).value, value: .number($0)) } ?? .absent
  }

  /// `seed 3: 0.6646, 0.8945, +22.99 points; p = 0.0012, a claim takes 0.0075`
  package var lastLine: String? {
    guard let pair = decision.pairs.last, let look = decision.last else { return nil }
    let values = [pair.base, pair.other].map { $0.value.map { $0.fixed(4) } ?? "diverged" }
    var line = "pair \(look.pairs)\(plan.demand.maximum.map { " of \($0)" } ?? "")"
    line += "  seed \(pair.seed)  \(values.joined(separator: "  "))"
    if let difference = pair.difference { line += "  \(text(difference, nil).value)\(unit)" }
    if let test = look.test, look.pairs > 1 { line += "  mean \(text(test.mean, nil).value)" }
    let cells = judged(look).map { $0.text(grouped: false) }
    guard cells[0] != "-" else { return line }
    let isOfP = look.signs == nil && plan.demand.maximum != nil
    return line + "  \(isOfP ? "p" : "evidence") \(cells[0]), a claim takes \(cells[1])"
  }

  /// The table and all sentences as Markdown, one sentence per line.
  package var markdown: String {
    let table = table.markdown.split(separator: "\n").map(String.init)
    let notes = notes.map { "note: \($0)" }
    return ([heading, ""] + table + [""] + notes + (notes.isEmpty ? [] : [""]) + [sentence])
      .map { $0 + "\n" }.joined()
  }
}
