import JSON
import Runs

extension Comparison {
  /// Two runs as two columns, with the changes from the first to the second.
  package var pairTable: Table {
    precondition(runs.count == 2)
    var table = Table([
      .init("", align: .left), .init(runs[0].id, importance: 3), .init(runs[1].id, importance: 3),
      .init("change", importance: 2), .init("", align: .left),
    ])
    table.append(heading: definitionHeading)
    for difference in differences { table.append(row(of: difference)) }
    if !metrics.isEmpty {
      table.append(heading: "metrics")
      for line in metrics {
        table.append(
          row(of: line, "last", line.last.map(Cell.metric), line.last, line.changesOfLast[0]))
        if line.direction == nil { continue }
        let best = zip(line.best, line.bestEpoch).map(Cell.best)
        table.append(row(of: line, "best", best, line.best, line.changesOfBest[0]))
      }
    }
    table.append(heading: "cost")
    table.append(countRow("parameters", \.parameters))
    let seconds = runs.map(\.seconds)
    table.append(
      [.text("  seconds")] + seconds.map { .number($0, decimals: 1) }
        + [.change(changes(seconds)[0], decimals: 1), .empty])
    table.append(
      countRow("examples/s") { $0.examplesPerSecond.flatMap { Int(exactly: $0.rounded()) } })
    return table
  }

  /// `definition: 1 of 31 values differs`
  package var definitionHeading: String {
    let verb = differences.count == 1 ? "differs" : "differ"
    if runs.count - imported.count < 2 {
      return "definition: not known of \(imported.listed)"
    }
    return differences.isEmpty
      ? "definition: the same"
      : "definition: \(differences.count) of \(definitionValues) values \(verb)"
  }

  private func row(of difference: DefinitionDifference) -> [Cell] {
    [.text("  " + difference.path)] + difference.values.map(Cell.definitionValue) + [
      .absent, .empty,
    ]
  }

  private func row(
    of line: MetricLine, _ name: String, _ cells: [Cell], _ values: [Double?], _ change: Double?
  ) -> [Cell] {
    let label = Cell.text("  \(line.metric) \(name)")
    guard line.isComparable[1] else {
      return [label] + cells + [.absent, .text("not comparable", tone: .caution)]
    }
    let verdict = Verdict(line.direction, values[0], values[1])
    // A change that is better or worse is not printed as +0.0000.
    let decimals = change.flatMap { value in (4...12).first { Double(value.fixed($0)) != 0 } } ?? 4
    return [label] + cells
      + [
        .change(change, decimals: decimals, tone: verdict?.tone),
        verdict.map { .text($0.rawValue, tone: $0.tone) } ?? .empty,
      ]
  }

  private func countRow(_ name: String, _ count: (ComparedRun) -> Int?) -> [Cell] {
    let counts = runs.map(count)
    let isGrouped = counts.contains { ($0 ?? 0) >= 10_000 }
    return [.text("  " + name)]
      + counts.map { count in
        Cell.text(count.map { isGrouped ? $0.grouped : String($0) } ?? "-")
      }
      + [.countChange(from: counts[0], to: counts[1], isGrouped: isGrouped), .empty]
  }
}

extension Verdict {
  package var tone: Tone? {
    switch self {
    case .better: .good
    case .worse: .bad
    case .same: nil
    }
  }
}

extension Cell {
  /// `0.9285 @39`
  static func best(_ value: Double?, _ epoch: Int?) -> Cell {
    guard let value, let epoch else { return .absent }
    return .text("\(value.fixed(4)) @\(epoch)", value: .number(value))
  }

  static func definitionValue(_ value: JSONValue?) -> Cell {
    .text(DefinitionDifference.text(value), value: value ?? .null)
  }

  static func countChange(from first: Int?, to second: Int?, isGrouped: Bool) -> Cell {
    guard let first, let second, first != second else { return .absent }
    let change = second - first
    return .text(
      (change > 0 ? "+" : "") + (isGrouped ? change.grouped : String(change)),
      value: .integer(change))
  }
}
