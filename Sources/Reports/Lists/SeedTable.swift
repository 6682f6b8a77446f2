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
      table.append(statistic("mean", metric, Self.mean))
      table.append(statistic("deviation", metric, Self.deviation))
    }
    return table
  }

  private func statistic(
    _ name: String, _ metric: String, _ value: ([Double]) -> Double?
  ) -> [Cell] {
    [
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
    let names = runs.first?.summary.metrics.map(\.name) ?? []
    return preferredMetric(among: names) ?? "train_loss"
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Of a sample: the sum of squares divided by n − 1.
  private static func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    return (squares / Double(values.count - 1)).squareRoot()
  }
}
