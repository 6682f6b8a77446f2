/// When to save and what to keep.
package struct CheckpointPolicy: Hashable, Sendable {
  /// Save after every so many epochs; the last epoch always.
  package var everyEpochs: Int
  /// Also after every so many steps; nil: never.
  package var everySteps: Int?
  /// The newest so many are kept, at least 2.
  package var keepLast: Int
  /// The metric that chooses the best epoch.
  package var best: MetricName

  package init(everyEpochs: Int = 1, everySteps: Int? = nil, keepLast: Int = 3, best: MetricName) {
    self.everyEpochs = everyEpochs
    self.everySteps = everySteps
    self.keepLast = keepLast
    self.best = best
  }

  /// Returns the steps that retention lets go: all before the newest `keepLast` that can be used,
  /// but for the best and the first.
  ///
  /// - Parameters:
  ///   - saved: the steps of all files, ascending.
  ///   - usable: the newest of them that can be used, ascending, `keepLast` where there are so
  ///     many.
  ///   - first: the run's first, from which everything after it can be made again.
  package func obsolete(
    among saved: [Int], usable: [Int], best: Int?, first: Int = 0
  ) -> [Int] {
    // Fewer than are to be kept: nothing can go.
    guard usable.count >= keepLast, let oldestKept = usable.suffix(keepLast).first else {
      return []
    }
    return saved.filter { $0 < oldestKept && $0 != best && $0 != first }
  }
}
