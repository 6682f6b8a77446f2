/// The results of a run so far.
package struct RunSummary: Hashable, Sendable {
  /// The metrics in the order of metrics.csv.
  package var metrics: [MetricSummary]
  /// Epochs finished.
  package var epoch: Int
  /// The number of steps in those epochs.
  package var step: Int
  /// The wall time of those epochs in seconds, for training and evaluation.
  package var totalSeconds: Double
  /// Training examples a wall second of training.
  package var examplesPerSecond: Double?

  package init(
    metrics: [MetricSummary] = [], epoch: Int = 0, step: Int = 0, totalSeconds: Double = 0,
    examplesPerSecond: Double? = nil
  ) {
    self.metrics = metrics
    self.epoch = epoch
    self.step = step
    self.totalSeconds = totalSeconds
    self.examplesPerSecond = examplesPerSecond
  }

  /// The metric with this column's name.
  package subscript(_ name: String) -> MetricSummary? {
    metrics.first { $0.name == name }
  }

  /// Makes the summary from a run's tables.
  package init(metrics table: MetricsTable, timing: TimingTable) {
    self.init(
      metrics: table.metricNames.compactMap { table.summary(of: $0) },
      epoch: table.epochs.last ?? 0,
      step: table.steps.last ?? 0,
      totalSeconds: timing.totalSeconds,
      examplesPerSecond: timing.examplesPerSecond)
  }
}

/// One metric's last and best value.
package struct MetricSummary: Hashable, Sendable {
  /// The column of metrics.csv: `test_accuracy`.
  package var name: String
  package var last: Double
  /// nil if every value is NaN.
  package var best: BestValue?

  package init(name: String, last: Double, best: BestValue?) {
    self.name = name
    self.last = last
    self.best = best
  }
}

/// The best value of a metric and its epoch, the first of equals; NaN is never best.
package struct BestValue: Hashable, Sendable {
  package var value: Double
  package var epoch: Int
  package var step: Int

  package init(value: Double, epoch: Int, step: Int) {
    self.value = value
    self.epoch = epoch
    self.step = step
  }
}
