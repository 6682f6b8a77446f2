/// When to save checkpoints and which to keep.
package struct CheckpointPolicy: Hashable, Sendable {
  /// Save after every this many epochs, and always after the last one.
  package var everyEpochs: Int
  /// Also save after every this many steps; nil for never.
  package var everySteps: Int?
  /// The number of newest checkpoints to keep, at least 2.
  package var keepLast: Int
  /// The metric that chooses the best epoch.
  package var best: MetricName

  package init(everyEpochs: Int = 1, everySteps: Int? = nil, keepLast: Int = 3, best: MetricName) {
    self.everyEpochs = everyEpochs
    self.everySteps = everySteps
    self.keepLast = keepLast
    self.best = best
  }

  /// Returns the steps that retention removes: all before the newest `keepLast` usable ones, except
  /// the best and the first.
  ///
  /// - Parameters:
  ///   - saved: the steps of all files, ascending.
  ///   - usable: the newest usable steps, ascending, `keepLast` of them if there are as many.
  ///   - first: the first step of the run, from which everything after it can be reproduced.
  package func obsolete(
    among saved: [Int], usable: [Int], best: Int?, first: Int = 0
  ) -> [Int] {
    // There are fewer than should be kept, so none is removed.
    guard usable.count >= keepLast, let oldestKept = usable.suffix(keepLast).first else {
      return []
    }
    return saved.filter { $0 < oldestKept && $0 != best && $0 != first }
  }
}
