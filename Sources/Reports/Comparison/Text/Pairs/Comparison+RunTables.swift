import Experiments
import JSON
import Runs

extension Comparison {
  /// The definitions, metrics and costs of three or more runs, one run per row. Tables without
  /// columns of their own are left out.
  package var runTables: [Table] {
    [differences.isEmpty ? nil : definitionTable, metricsTable, costTable].compactMap(\.self)
  }

  private var definitionTable: Table {
    let columns = differences.map { difference in
      let isText = difference.values.contains { $0?.string != nil }
      return Table.Column(words: difference.path.splitAtLastDot, align: isText ? .left : .right)
    }
    return Table(
      [.init("run", align: .left)] + columns,
      rows: runs.indices.map { index in
        [.text(runs[index].id)] + differences.map { .definitionValue($0.values[index]) }
      })
  }

  private var metricsTable: Table? {
    guard let primary = primaryMetric, let line = metrics.first(where: { $0.metric == primary })
    else { return nil }
    let loss = metrics.first { $0.metric == "train_loss" && primary != "train_loss" }
    let parts = [
      loss.map { [column(of: $0)] } ?? [], [column(of: line)],
      line.direction == nil ? [] : [bestColumn(of: line)],
      claimColumns(line),
    ].joined()
    return Table(
      [.init("run", align: .left)] + parts.map(\.column),
      rows: runs.indices.map { index in
        [.text(runs[index].id)] + parts.map { $0.cells[index] }
      })
  }

  private typealias FilledColumn = (column: Table.Column, cells: [Cell])

  private func column(of line: MetricLine) -> FilledColumn {
    (.init(line.metric, "last", importance: 2), line.last.map(Cell.metric))
  }

  private func bestColumn(of line: MetricLine) -> FilledColumn {
    (.init(line.metric, "best"), zip(line.best, line.bestEpoch).map(Cell.best))
  }

  /// The difference from the first run, with interval and p value if predictions can be paired.
  private func claimColumns(_ line: MetricLine) -> [FilledColumn] {
    let contrasts = contrasts
    guard let one = contrasts.compactMap(\.self).first,
      !one.measure.isOfAnswers || metrics.contains(where: { $0.metric == "test_accuracy" })
    else { return changeColumns(line) }
    let isOfAnswers = one.measure.isOfAnswers
    let (factor, decimals) = isOfAnswers ? (100.0, 2) : (1, 4)
    let tested = metrics.first { $0.metric == "test_accuracy" && line.metric != "test_accuracy" }
    let extra = isOfAnswers ? tested.map { [column(of: $0)] } ?? [] : []
    let texts = contrasts.map { contrast in
      contrast?.measure.interval.map { interval in
        DifferenceText(
          contrast?.measure.difference ?? .nan, interval, factor: factor, decimals: decimals)
      }
    }
    return extra + [
      (
        .init(
          isOfAnswers ? "points more than" : "squared error more than", runs[0].id, importance: 2),
        contrasts.map {
          .change(
            $0.map { $0.measure.difference * factor }, decimals: decimals, tone: $0?.verdict.tone)
        }
      ),
      (
        .init("95% interval", importance: 2),
        texts.map { $0.map { .text("\($0.low ?? "-") to \($0.high ?? "-")") } ?? .absent }
      ),
      (
        .init("p", "(Holm)", importance: 2),
        adjustedPValues.map { $0.map { .text($0.asPValue, value: .number($0)) } ?? .absent }
      ),
      (Self.verdict, runs.indices.map(verdictCell)),
    ]
  }

  /// The first column that is left out if the table is too wide.
  private static let verdict = Table.Column("", align: .left, importance: 0)

  /// The difference of the metric from the first run.
  private func changeColumns(_ line: MetricLine) -> [FilledColumn] {
    let changes = runs.indices.map { changeCells(line, $0) }
    let title = line.isInPoints ? "points more than" : "more than"
    return [
      (.init(title, runs[0].id, importance: 2), changes.map { $0[0] }),
      (Self.verdict, changes.map { $0[1] }),
    ]
  }

  /// The verdict from a run's predictions and the first one's, or the reason why there is none.
  private func verdictCell(_ index: Int) -> Cell {
    switch pairings[index] {
    case .contrast(let contrast) where contrast.isPartial:
      .text("on \(contrast.count.grouped) shared", tone: .caution)
    case .contrast(let contrast):
      .text(contrast.verdict.rawValue, tone: contrast.verdict.tone)
    case .unpaired(let obstacle): .text(obstacle.label, tone: .caution)
    case nil: .empty
    }
  }

  private func changeCells(_ line: MetricLine, _ index: Int) -> [Cell] {
    guard index > 0 else { return [.absent, .empty] }
    guard line.isComparable[index] else {
      return [.absent, .text("not comparable", tone: .caution)]
    }
    guard let change = line.changesOfLast[index - 1], !change.isNaN else {
      return [.absent, .empty]
    }
    let verdict = Verdict(line.direction, line.last[0], line.last[index])
    let (factor, decimals) = line.isInPoints ? (100.0, 2) : (1, 4)
    return [
      .change(change * factor, decimals: decimals, tone: verdict?.tone),
      verdict.map { .text($0.rawValue, tone: $0.tone) } ?? .empty,
    ]
  }

  private var costTable: Table {
    Table(
      [
        .init("run", align: .left), .init("parameters"), .init("seconds"), .init("examples/s"),
        .init("weights against \(runs[0].id)", align: .left, shrinksTo: 30),
      ],
      rows: runs.indices.map { index in
        [
          .text(runs[index].id), .count(runs[index].parameters),
          .number(runs[index].seconds, decimals: 1),
          .count(runs[index].examplesPerSecond.flatMap { Int(exactly: $0.rounded()) }),
          index == 0 ? .absent : .text(weights[index].sentence),
        ]
      })
  }
}

extension String {
  /// `optimizer.type` as the two lines `optimizer.` and `type`.
  var splitAtLastDot: [String] {
    guard let dot = lastIndex(of: ".") else { return [self] }
    return [String(self[...dot]), String(self[index(after: dot)...])]
  }
}
