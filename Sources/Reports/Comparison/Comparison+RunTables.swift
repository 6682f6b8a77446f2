import Experiments
import Runs

extension Comparison {
  /// Three runs or more, a run a row: definitions, metrics, cost. A table without columns of its
  /// own is left out.
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
    let isPoints = MetricsTable.isMaximized(primary)
    var columns: [Table.Column] = [.init("run", align: .left)]
    if loss != nil { columns.append(.init("train_loss", "last")) }
    columns += [
      .init(primary, "last", importance: 3), .init(primary, "best"),
      .init(isPoints ? "points more than" : "more than", runs[0].id, importance: 2),
    ]
    let answers = answersAgainstFirst
    let adjusted = answers.adjustedPValues
    if answers.contains(where: { $0 != nil }) {
      columns += [.init("95% interval", importance: 2), .init("p", "(Holm)", importance: 2)]
    }
    columns.append(.init("", align: .left))
    return Table(
      columns,
      rows: runs.indices.map { index in
        var cells: [Cell] = [.text(runs[index].id)]
        if let loss { cells.append(.metric(loss.last[index])) }
        cells += [.metric(line.last[index]), .best(line.best[index], line.bestEpoch[index])]
        let change = changeCells(line, index, factor: isPoints ? 100 : 1)
        let claim =
          columns.count > cells.count + change.count
          ? claimCells(answers[index], adjusted[index]) : []
        return cells + change.dropLast() + claim + change.suffix(1)
      })
  }

  private func claimCells(_ answers: PairedAnswers?, _ p: Double?) -> [Cell] {
    guard let answers, let p else { return [.absent, .absent] }
    let ends = [answers.interval.lowerBound, answers.interval.upperBound]
      .map { ($0 * 100).signed(2) }
    return [.text("\(ends[0]) to \(ends[1])"), .text(p.asPValue, value: .number(p))]
  }

  private func changeCells(_ line: MetricLine, _ index: Int, factor: Double) -> [Cell] {
    guard index > 0 else { return [.absent, .empty] }
    guard line.isComparable[index] else {
      return [.absent, .text("not comparable", tone: .caution)]
    }
    let verdict = Verdict(line.metric, line.last[0], line.last[index])
    guard let first = line.last[0], let other = line.last[index], let verdict else {
      return [.absent, .empty]
    }
    return [
      .change((other - first) * factor, decimals: factor == 1 ? 4 : 2, tone: verdict.tone),
      .text(verdict.rawValue, tone: verdict.tone),
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
  /// `optimizer.type` as `optimizer.` above `type`.
  fileprivate var splitAtLastDot: [String] {
    guard let dot = lastIndex(of: ".") else { return [self] }
    return [String(self[...dot]), String(self[index(after: dot)...])]
  }
}
