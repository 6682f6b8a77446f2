import Experiments

/// How many runs a sweep has, how many of them are left, and about how long those take.
///
/// Until the best point is known, it is taken to differ from the base: both are then trained with
/// fresh seeds.
package struct SweepEstimate: Hashable, Sendable {
  /// The points, those that are not known yet included.
  package let points: Int
  /// All runs: those of the points and those with fresh seeds.
  package let total: Int
  /// The runs with fresh seeds.
  package let fresh: Int
  package let finished: Int
  /// Runs that have no result yet. Those that are tried again are among them.
  package let left: Int
  /// Epochs that are left to train, at most.
  package let epochs: Int

  package init(
    _ scheduler: SweepScheduler, _ schedule: SweepSchedule, _ progress: SweepProgress
  ) {
    let plan = scheduler.plan
    let folds = plan.definition.folds ?? 1
    let each = plan.seeds.count * folds
    let searching = schedule.points.flatMap { plan.trials(of: $0) }
    let confirming = schedule.confirmation.flatMap(\.trials)
    func ended(_ trials: [SweepTrial]) -> Int {
      trials.count { trial in
        let state = progress[trial.id].state
        return state == .pruned
          || progress[trial.id].completes(
            SweepTask(trial: trial, untilEpoch: nil), retryingFailed: scheduler.retriesFailed)
      }
    }
    points = schedule.hasSearched ? schedule.points.count : plan.mostPoints
    fresh =
      schedule.hasSearched ? confirming.count : 2 * (plan.definition.confirmSeeds ?? 0) * folds
    total = points * each + fresh
    finished = (searching + confirming).count { progress[$0.id].state == .finished }
    let searchLeft = points * each - ended(searching)
    let freshLeft = fresh - ended(confirming)
    left = searchLeft + freshLeft
    guard let halving = plan.definition.halving else {
      epochs = left * plan.epochs
      return
    }
    var standing = plan.points.count
    var before = 0
    var search = 0
    for rung in halving.rungs(to: plan.epochs) {
      search += standing * each * (rung - before)
      before = rung
      standing = max(1, standing / halving.factor)
    }
    let done = searching.reduce(0) { $0 + min(progress[$1.id].epochs, plan.epochs) }
    epochs = (searchLeft > 0 ? max(0, search - done) : 0) + freshLeft * plan.epochs
  }

  /// The wall seconds of the rest.
  ///
  /// - Parameters:
  ///   - secondsPerEpoch: of one run.
  ///   - jobs: runs at a time.
  package func seconds(secondsPerEpoch: Double, jobs: Int) -> Double {
    let wide = min(jobs, max(1, left))
    return Double(epochs) * secondsPerEpoch / Double(wide)
  }
}
