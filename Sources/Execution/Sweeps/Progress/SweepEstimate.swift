package import Experiments

/// How much of a sweep is left, and about how long it takes.
package struct SweepEstimate: Hashable, Sendable {
  /// Runs that have no result yet, those of points that are not known yet included.
  package let runs: Int
  /// Epochs that are left to train, at most.
  package let epochs: Int

  package init(_ plan: SweepPlan, _ progress: SweepProgress) {
    let each = plan.seeds.count * (plan.definition.folds ?? 1)
    let confirming = plan.definition.confirmSeeds.map { 2 * $0 * (plan.definition.folds ?? 1) } ?? 0
    if let tpe = plan.definition.tpe {
      let ended = progress.trials.values.count(where: \.hasEnded)
      runs = max(0, tpe.rounds * tpe.points * each + confirming - ended)
      epochs = runs * plan.epochs
      return
    }
    let trials = plan.points.flatMap { plan.trials(of: $0) }
    let left = trials.filter { !progress[$0.id].hasEnded && progress[$0.id].state != .pruned }
    runs = left.count + confirming
    guard let halving = plan.definition.halving else {
      epochs = runs * plan.epochs
      return
    }
    var standing = plan.points.count
    var before = 0
    var total = 0
    for rung in halving.rungs(to: plan.epochs) {
      total += standing * each * (rung - before)
      before = rung
      standing = max(1, standing / halving.factor)
    }
    let done = trials.reduce(0) { $0 + min(progress[$1.id].epochs, plan.epochs) }
    epochs = left.isEmpty ? 0 : max(0, total - done) + confirming * plan.epochs
  }

  /// The wall seconds of the rest.
  ///
  /// - Parameters:
  ///   - secondsPerEpoch: of one run.
  ///   - jobs: runs at a time.
  package func seconds(secondsPerEpoch: Double, jobs: Int) -> Double {
    let wide = min(jobs, max(1, runs))
    return Double(epochs) * secondsPerEpoch / Double(wide)
  }
}
