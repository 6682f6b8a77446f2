package import Experiments

extension EpochResult {
  /// Returns the value of a metric; nil if the epoch has none.
  package func value(of metric: MetricName) -> Double? {
    let part: PartMetrics? =
      switch metric.part {
      case .train: train
      case .validation: validation
      case .test: test
      }
    return part?.value(of: metric.quantity)
  }

  /// Returns the better of this epoch and the best before, the earlier of equals. A value that is
  /// not finite is never best.
  func best(
    of metric: MetricName, after best: BestEpoch?, isBetter: (Double, Double) -> Bool
  ) -> BestEpoch? {
    guard let value = value(of: metric), value.isFinite else { return best }
    if let best, !isBetter(value, best.value) { return best }
    return BestEpoch(epoch: epoch, step: step, value: value)
  }
}
