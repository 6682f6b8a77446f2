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

  /// Whether a training that is never stopped saves at this step.
  ///
  /// - Parameter stepsPerEpoch: nil if it is not known: then it may.
  package func isScheduled(_ step: Int, stepsPerEpoch: Int?) -> Bool {
    guard let stepsPerEpoch, stepsPerEpoch > 0 else { return true }
    if let everySteps, step % everySteps == 0 { return true }
    return step % stepsPerEpoch == 0 && step / stepsPerEpoch % everyEpochs == 0
  }

  /// Returns the steps that retention removes: all before the newest `keepLast` usable ones, except
  /// the best and the first; and those that only a stop saved, once a later one is usable, so that
  /// the files that stay do not depend on where the training was stopped.
  ///
  /// - Parameters:
  ///   - saved: the steps of all files, ascending.
  ///   - usable: the newest usable steps, ascending, `keepLast` scheduled ones among them if there
  ///     are as many.
  ///   - first: the first step of the run, from which everything after it can be reproduced.
  ///   - stepsPerEpoch: nil if it is not known.
  package func obsolete(
    among saved: [Int], usable: [Int], best: Int?, first: Int = 0, stepsPerEpoch: Int? = nil
  ) -> [Int] {
    func isScheduled(_ step: Int) -> Bool {
      self.isScheduled(step, stepsPerEpoch: stepsPerEpoch)
    }
    let newest = usable.last ?? 0
    let counted = usable.filter(isScheduled)
    // If there are fewer than should be kept, none of the schedule is removed.
    let oldestKept = counted.count >= keepLast ? counted.suffix(keepLast).first : nil
    return saved.filter { step in
      guard step != first else { return false }
      guard isScheduled(step) else { return step < newest }
      return oldestKept.map { step < $0 && step != best } ?? false
    }
  }
}
