package import Experiments

/// How far a run of a sweep has come.
package struct TrialProgress: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    /// There is no such run yet.
    case absent
    /// It has stopped before its end and can be resumed.
    case interrupted
    /// A process trains it.
    case running
    case finished
    /// It was ended by a rung and can be resumed.
    case pruned
    /// It ended with an error, which another attempt may not have.
    case failed
    /// Its loss or weights became infinite, which they would again.
    case diverged
  }

  package var state: State
  /// The values of the deciding metric after each epoch that is recorded. Read only for a sweep
  /// with rungs.
  package var values: [Double]
  /// The last value of the metric; nil if there is none.
  package var last: Double?
  /// Wall seconds of training and evaluating.
  package var seconds: Double

  package init(_ state: State, values: [Double] = [], last: Double? = nil, seconds: Double = 0) {
    self.state = state
    self.values = values
    self.last = last ?? values.last
    self.seconds = seconds
  }

  package static let absent = TrialProgress(.absent)

  /// The number of finished epochs.
  package var epochs: Int { values.count }

  /// Whether it will never have more epochs, unless a person asks for them.
  package var hasEnded: Bool {
    switch state {
    case .finished, .failed, .diverged: true
    case .absent, .interrupted, .running, .pruned: false
    }
  }

  /// Whether nothing is left of a task.
  ///
  /// - Parameter retryingFailed: whether runs that failed are tried again.
  package func completes(_ task: SweepTask, retryingFailed: Bool) -> Bool {
    switch state {
    case .finished, .diverged: true
    case .failed: !retryingFailed
    case .absent, .interrupted, .running, .pruned: task.untilEpoch.map { epochs >= $0 } ?? false
    }
  }

  /// The value at a rung: after that epoch, or after the last of a run that early stopping ended
  /// before; nil for a run that failed before.
  ///
  /// - Parameter epoch: nil for the end: the last value of a finished run.
  package func value(atEpoch epoch: Int?) -> Double? {
    if let epoch, epochs >= epoch { return values[epoch - 1] }
    return state == .finished ? last : nil
  }
}

/// The progress of a sweep's runs by their ids. A run that is not listed is absent.
package struct SweepProgress: Hashable, Sendable {
  package var trials: [String: TrialProgress]

  package init(_ trials: [String: TrialProgress] = [:]) {
    self.trials = trials
  }

  package subscript(_ id: String) -> TrialProgress { trials[id] ?? .absent }

  /// The mean of the values of some runs at an epoch, or at their ends; nil if one has none or is
  /// not a number.
  ///
  /// Added in the order of the runs, so that the mean has the same bits on every machine.
  package func score(of trials: [SweepTrial], atEpoch epoch: Int?) -> Double? {
    var sum = 0.0
    for trial in trials {
      guard let value = self[trial.id].value(atEpoch: epoch), !value.isNaN else { return nil }
      sum += value
    }
    return trials.isEmpty ? nil : sum / Double(trials.count)
  }
}
