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

  /// Returns the steps to delete once the newest checkpoint is safely on disk.
  ///
  /// - Parameters:
  ///   - saved: all steps on disk, ascending, the newest included.
  ///   - first: the run's first, which everything after it can be made from again.
  package func obsolete(among saved: [Int], best: Int?, first: Int = 0) -> [Int] {
    saved.dropLast(keepLast).filter { $0 != best && $0 != first }
  }
}
