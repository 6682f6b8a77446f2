package import Experiments
package import Runs
import Training

/// Is told how a sweep goes on, in one call at a time.
package protocol SweepListener: Sendable {
  /// Whether the sweep must stop: running trainings save and stop, and no further one begins.
  var isStopped: Bool { get }

  /// Loads the data of a run: calls `body`, which may take long.
  func load<Result>(_ body: () throws -> Result) rethrows -> Result
  /// A training begins or goes on.
  ///
  /// - Returns: the listeners of this training.
  func begin(_ task: SweepTask, _ session: TrainingSession) -> [any TrainingListener]
  /// A training could not begin.
  func refuse(_ task: SweepTask, _ error: any Error)
  /// A training ended with an error.
  func fail(_ task: SweepTask, _ error: any Error)
  /// A training stopped since another process had taken its run over.
  func lose(_ task: SweepTask, _ error: RunError)
  /// A run has a new state: this process trained or pruned it.
  func end(_ trial: SweepTrial, _ progress: TrialProgress)
  /// What the sweep has come to is known anew.
  func update(_ schedule: SweepSchedule, _ progress: SweepProgress)
  /// The set of running trainings changed.
  func train(_ ids: [String])
  /// Nothing is left to begin, but other processes still train some of the runs.
  func wait(for tasks: [SweepTask])
}

extension SweepListener {
  package func lose(_ task: SweepTask, _ error: RunError) {}
}

/// Notices that a training has come to its rung.
final class RungListener: TrainingListener {
  private let untilEpoch: Int?
  private(set) var isReached = false

  init(untilEpoch: Int?) {
    self.untilEpoch = untilEpoch
  }

  var hearsSteps: Bool { false }

  func begin(threads: Int, of asked: Int) {}

  func take(_ event: TrainingEvent) {
    guard let untilEpoch, case .finishedEpoch(let result) = event else { return }
    if result.epoch >= untilEpoch { isReached = true }
  }

  func end(_ outcome: TrainingOutcome?) {}
}
