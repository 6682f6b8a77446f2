package import Runs

/// A run that another process is training, as its files show it at one moment.
package struct WatchedRun: Sendable {
  package let run: Run
  private let entry: QueriedRun
  fileprivate let metrics: MetricsTable?
  private let timing: TimingTable

  /// Reads the run's tables. Files that cannot be read yet are treated as missing.
  package init(_ run: Run) {
    self.run = run
    entry = QueriedRun(run)
    metrics = try? run.metrics()
    timing = (try? run.timing()) ?? TimingTable()
  }

  /// The last finished epoch; a fork's parent's before its first own.
  package var epoch: Int {
    var last = metrics?.epochs.last ?? 0
    // A row of timing.csv is written after that of metrics.csv.
    if run.state == .running { last = min(last, timing.rows.last?.epoch ?? 0) }
    return max(last, run.record.parent?.epoch ?? 0)
  }

  /// The time for the remaining epochs at the mean pace so far; nil before the first epoch.
  package var secondsLeft: Double? {
    guard let epochs = entry.epochs, !timing.rows.isEmpty else { return nil }
    return timing.totalSeconds / Double(timing.rows.count) * Double(max(0, epochs - epoch))
  }

  /// `run=… epoch=… step=… train_loss=… test_accuracy=… seconds=…` for the epochs after this one,
  /// at most about 100 per run, as the training itself prints them.
  package func lines(after last: Int) -> [String] {
    guard let metrics else { return [] }
    let name = preferredMetric(among: metrics.metricNames)
    let newest = epoch
    var timed = timing.rows[...]
    var seconds = 0.0
    let epochs = entry.epochs ?? 1
    let every = (epochs + 99) / 100
    let new = metrics.epochs.indices.filter {
      let epoch = metrics.epochs[$0]
      return epoch > last && epoch <= newest && (epoch % every == 0 || epoch == epochs)
    }
    return new.map { row in
      let epoch = metrics.epochs[row]
      var facts = ["run=\(run.id)", "epoch=\(epoch)", "step=\(metrics.steps[row])"]
      for column in ["train_loss"] + (name.map { $0 == "train_loss" ? [] : [$0] } ?? []) {
        if let values = metrics.values(of: column) {
          facts.append("\(column)=\(values[row].fixed(4))")
        }
      }
      while let next = timed.first, next.epoch <= epoch {
        seconds += next.seconds
        timed = timed.dropFirst()
      }
      return (facts + ["seconds=\(seconds.fixed(2))"]).joined(separator: " ")
    }
  }

  /// The metrics in its header; empty before there is one.
  fileprivate var metricNames: [String] { metrics?.metricNames ?? [] }

  fileprivate func row(_ metric: String) -> [Cell] {
    let summary = entry.summary
    return [
      .text(run.id), .text(run.record.experiment), .text(String(run.record.seed)),
      .text("\(epoch)/\(entry.epochs.map(String.init) ?? "-")"),
      .metric(summary[metric]?.last), .number(summary.examplesPerSecond, decimals: 0),
      .number(secondsLeft, decimals: 0),
    ]
  }
}

extension [WatchedRun] {
  /// The preferred metric of most runs; nil before the first epoch.
  private var metric: String? {
    let names = compactMap { preferredMetric(among: $0.metricNames) }
    let counts = names.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    return preferredMetric(among: counts.filter { $0.value == most }.map(\.key))
  }

  /// The metric of the runs in one drawing; nil before two epochs of one have ended.
  package var curves: CurveOverlay? {
    let metric = metric ?? "train_loss"
    return CurveOverlay(
      metric,
      map { run in
        CurveOverlay.Series(
          run.run.id, epochs: run.metrics?.epochs ?? [],
          values: run.metrics?.values(of: metric) ?? [])
      })
  }

  /// The runs, one per row, with the preferred metric of most of them.
  package var table: Table {
    let metric = metric
    return Table(
      [
        .init("run", align: .left), .init("experiment", align: .left, importance: 0),
        .init("seed", importance: 1), .init("epoch", importance: 3),
        .init(metric ?? "train_loss", importance: 3), .init("examples/s", importance: 1),
        .init("seconds left", importance: 2),
      ], rows: map { $0.row(metric ?? "train_loss") })
  }
}
