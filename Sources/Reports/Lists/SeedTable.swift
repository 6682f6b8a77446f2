package import Runs

/// Runs of one command as a table, a run a row; with mean and deviation where they differ in
/// their seeds alone.
package struct SeedTable: Sendable {
  private let runs: [(run: Run, summary: RunSummary)]

  /// Reads what the runs came to; the rows keep this order.
  package init(_ runs: [Run]) {
    self.runs = runs.map { ($0, (try? $0.summary()) ?? $0.record.summary) }
  }

  package var table: Table {
    let metric = primary
    var table = Table([
      .init("run", align: .left), .init("seed"), .init("state", align: .left, importance: 0),
      .init("train_loss"), .init(metric, importance: 2), .init("best \(metric)"), .init("at epoch"),
      .init("seconds"),
    ])
    for (run, summary) in runs {
      let best = summary[metric]?.best
      table.append([
        .text(run.id), .text(String(run.record.seed)),
        .text(run.state.rawValue, tone: run.state.tone), .metric(summary["train_loss"]?.last),
        .metric(summary[metric]?.last), .metric(best?.value), .integer(best?.epoch),
        .number(summary.totalSeconds, decimals: 1),
      ])
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
    return [
      .text(name), .absent, .absent,
      .metric(value(runs.compactMap { $0.summary["train_loss"]?.last })),
      .metric(value(runs.compactMap { $0.summary[metric]?.last })),
      .metric(value(runs.compactMap { $0.summary[metric]?.best?.value })), .absent,
      .number(value(runs.map(\.summary.totalSeconds)), decimals: 1),
    ]
  }

  private var isOneExperiment: Bool {
    Set(runs.map(\.run.record.experiment)).count == 1
      && runs.allSatisfy { $0.run.state == .finished } && runs.count > 1
  }

  private var primary: String {
    // One that ended in its first epoch has none.
    let names = runs.lazy.map(\.summary.metrics).first { !$0.isEmpty }?.map(\.name) ?? []
    return preferredMetric(among: names) ?? "train_loss"
  }

  /// `test_accuracy 0.9282, 95% interval 0.9218 to 0.9345 (t, 3 seeds)`; nil unless the runs are
  /// several seeds of one experiment.
  package var closingLine: String? {
    let values = runs.compactMap { $0.summary[primary]?.last }
    guard isOneExperiment, !values.isEmpty,
      let interval = Sample(values).interval?.possible(for: primary)
    else {
      return nil
    }
    let ends = "\(interval.lowerBound.fixed(4)) to \(interval.upperBound.fixed(4))"
    return "\(primary) \(Sample(values).mean.fixed(4)), 95% interval \(ends) "
      + "(t, \(runs.count) seeds)"
  }
}
