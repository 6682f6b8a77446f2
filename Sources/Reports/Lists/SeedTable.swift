import Experiments
package import Runs

/// The runs of one command as a table, one per row, with mean and deviation if they differ only in
/// their seeds.
package struct SeedTable: Sendable {
  private let runs: [(run: Run, summary: RunSummary)]

  /// Reads the results of the runs. The rows keep the given order.
  package init(_ runs: [Run]) {
    self.runs = runs.map { ($0, (try? $0.summary()) ?? $0.record.summary) }
  }

  package var table: Table {
    let metric = primary
    var columns: [Table.Column] = [.init("run", align: .left), .init("seed")]
    if !areFinished { columns.append(.init("state", align: .left, importance: 0)) }
    columns += lastMetrics.map { Table.Column($0, importance: $0 == metric ? 2 : 1) }
    columns += [.init("best \(metric)"), .init("at epoch"), .init("seconds")]
    var table = Table(columns)
    for (run, summary) in runs {
      let best = summary[metric]?.best
      var cells: [Cell] = [.text(run.id), .text(String(run.record.seed))]
      if !areFinished { cells.append(.text(run.state.rawValue, tone: run.state.tone)) }
      cells += lastMetrics.map { Cell.metric(summary[$0]?.last) }
      cells += [
        .metric(best?.value), .integer(best?.epoch), .number(summary.totalSeconds, decimals: 1),
      ]
      table.append(cells)
    }
    if isOneExperiment {
      table.append(statistic("mean", metric) { $0.mean })
      table.append(statistic("deviation", metric) { $0.deviation })
    }
    return table
  }

  private func statistic(
    _ name: String, _ metric: String, _ statistic: (Sample) -> Double?
  ) -> [Cell] {
    func value(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : statistic(Sample(values))
    }
    var cells: [Cell] = [.text(name), .absent]
    cells += lastMetrics.map { metric in
      Cell.metric(value(runs.compactMap { $0.summary[metric]?.last }))
    }
    cells += [
      .metric(value(runs.compactMap { $0.summary[metric]?.best?.value })), .absent,
      .number(value(runs.map(\.summary.totalSeconds)), decimals: 1),
    ]
    return cells
  }

  private var areFinished: Bool { runs.allSatisfy { $0.run.state == .finished } }

  private var isOneExperiment: Bool {
    Set(runs.map(\.run.record.experiment)).count == 1 && areFinished && runs.count > 1
  }

  /// The metrics whose last value is shown.
  private var lastMetrics: [String] {
    primary == "train_loss" ? [primary] : ["train_loss", primary]
  }

  private var primary: String {
    // A run that ended in its first epoch has none.
    let names = runs.lazy.map(\.summary.metrics).first { !$0.isEmpty }?.map(\.name) ?? []
    return preferredMetric(among: names) ?? "train_loss"
  }

  /// `test_accuracy 0.9282, 95% interval 0.9218 to 0.9345 (t, 3 seeds)`; nil unless the runs are
  /// several seeds of one experiment.
  ///
  /// Runs that continue the same training do not count as several seeds, and have no interval.
  package var closingLine: String? {
    let values = runs.compactMap { $0.summary[primary]?.last }
    guard isOneExperiment, !values.isEmpty else { return nil }
    let mean = "\(primary) \(Sample(values).mean.fixed(4))"
    if Set(runs.map { ComparedRun.origin(of: $0.run) }).count < runs.count {
      return "\(mean) (\(runs.count) runs, some of one training: no interval)"
    }
    let splits = runs.compactMap { run, _ in
      (try? run.definition()).flatMap { DrawnSplit($0, metric: primary) }
    }
    if splits.contains(where: { $0.overlap == nil }) { return nil }
    let overlap = splits.compactMap(\.overlap).max()
    let whole = Sample(values).interval(overlap: overlap ?? 0)
    guard let interval = whole?.possible(asShare: Metric(primary).isShare(values)) else {
      return nil
    }
    let ends = "\(interval.lowerBound.fixed(4)) to \(interval.upperBound.fixed(4))"
    let source =
      overlap == nil
      ? "t, \(runs.count) seeds" : "corrected resampled t, \(runs.count) drawn splits, approximate"
    return "\(mean), 95% interval \(ends) (\(source))"
  }
}
