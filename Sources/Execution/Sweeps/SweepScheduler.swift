package import Experiments
import Runs

/// Decides what a sweep does next: a value without effects.
///
/// Whoever asks with the same progress gets the same answer, so any number of jobs, processes and
/// machines agree on it without talking to each other.
package struct SweepScheduler: Sendable {
  package let plan: SweepPlan
  /// Whether runs that failed are tried again.
  package let retriesFailed: Bool
  private let areEqual: @Sendable (SweepTrial, SweepTrial) -> Bool
  private let cache = ProposalCache()

  /// - Parameter areEqual: whether two runs with the same seed have one definition.
  package init(
    _ plan: SweepPlan, retriesFailed: Bool = false,
    areEqual: @escaping @Sendable (SweepTrial, SweepTrial) -> Bool = { $0.values == $1.values }
  ) {
    self.plan = plan
    self.retriesFailed = retriesFailed
    self.areEqual = areEqual
  }

  package init(_ sweep: ResolvedSweep, retriesFailed: Bool = false) {
    self.init(sweep.plan, retriesFailed: retriesFailed) { first, second in
      // Both are defined on the data of the base.
      let keys = [first, second].compactMap { try? sweep.experiment(of: $0).runKey(dataSHA256: "") }
      return keys.count == 2 && keys[0] == keys[1]
    }
  }

  package func schedule(_ progress: SweepProgress) -> SweepSchedule {
    var schedule = search(progress)
    schedule.hasSearched = schedule.isDone
    guard schedule.hasSearched, let best = schedule.ranking.first else { return schedule }
    schedule.confirmation = confirmation(of: best.point)
    schedule.tasks = schedule.confirmation.flatMap { tasks(of: $0.trials, progress) }
    return schedule
  }

  /// The base and the best point, or the base alone if the point is the same definition: two runs
  /// of it with one seed would be the same run.
  private func confirmation(of best: SweepPoint) -> [SweepConfirmation] {
    let both = plan.confirmation(of: best)
    let first = both.compactMap(\.trials.first)
    return first.count == 2 && areEqual(first[0], first[1]) ? [both[0]] : both
  }

  private func search(_ progress: SweepProgress) -> SweepSchedule {
    if let tpe = plan.definition.tpe { return schedule(tpe, progress) }
    if let halving = plan.definition.halving { return schedule(halving, progress) }
    var schedule = SweepSchedule()
    schedule.points = plan.points
    for point in plan.points { schedule.tasks += tasks(of: plan.trials(of: point), progress) }
    schedule.ranking = ranking(plan.points, progress)
    return schedule
  }

  /// The runs among some that have not reached an epoch.
  ///
  /// - Parameter epoch: nil for the end.
  private func tasks(
    of trials: [SweepTrial], until epoch: Int? = nil, _ progress: SweepProgress
  ) -> [SweepTask] {
    trials.map { SweepTask(trial: $0, untilEpoch: epoch) }
      .filter { !progress[$0.trial.id].completes($0, retryingFailed: retriesFailed) }
  }

  /// The points whose runs all have a value at an epoch, from the best on.
  ///
  /// - Parameter epoch: nil for the ends of the runs.
  private func ranking(
    _ points: [SweepPoint], at epoch: Int? = nil, _ progress: SweepProgress
  ) -> [SweepRank] {
    let scores = points.map { progress.score(of: plan.trials(of: $0), atEpoch: epoch) }
    return Experiments.ranking(scores, direction: plan.metric.direction).compactMap { index in
      scores[index].map { SweepRank(point: points[index], value: $0, epoch: epoch) }
    }
  }
}

// MARK: Successive halving

extension SweepScheduler {
  private func schedule(_ halving: Halving, _ progress: SweepProgress) -> SweepSchedule {
    var schedule = SweepSchedule()
    schedule.points = plan.points
    var standing = plan.points
    var ranked: [[SweepRank]] = []
    let rungs = halving.rungs(to: plan.epochs)
    for (number, epoch) in rungs.enumerated() {
      let isLast = number == rungs.count - 1
      let left = standing.flatMap {
        tasks(of: plan.trials(of: $0), until: isLast ? nil : epoch, progress)
      }
      ranked.append(ranking(standing, at: isLast ? nil : epoch, progress))
      schedule.tasks = left
      guard left.isEmpty, !isLast else { break }
      // Everyone on the rung has reached it.
      let scores = standing.map { progress.score(of: plan.trials(of: $0), atEpoch: epoch) }
      let promoted = halving.promoted(scores, direction: plan.metric.direction)
      schedule.decisions += decisions(
        standing, scores, promoted, rung: number + 1, epoch: epoch)
      for index in standing.indices where !promoted.contains(index) {
        schedule.pruned += plan.trials(of: standing[index]).filter {
          progress[$0.id].state == .interrupted
        }
      }
      standing = promoted.map { standing[$0] }
    }
    schedule.ranking = Self.merged(ranked)
    return schedule
  }

  private func decisions(
    _ points: [SweepPoint], _ scores: [Double?], _ promoted: [Int], rung: Int, epoch: Int
  ) -> [SweepDecision] {
    let order = Experiments.ranking(scores, direction: plan.metric.direction)
    return points.indices.map { index in
      let rank = order.firstIndex(of: index).map { $0 + 1 }
      let kind: SweepDecision.Kind =
        promoted.contains(index) ? .promoted : rank == nil ? .failed : .pruned
      let reason =
        switch kind {
        case .failed: "a run of it failed"
        case .pruned: "not among the best \(promoted.count) of \(points.count)"
        default: "among the best \(promoted.count) of \(points.count)"
        }
      return SweepDecision(
        stage: rung, epoch: epoch, point: points[index], value: scores[index], rank: rank,
        kind: kind, reason: reason)
    }
  }

  /// Those of the last rung first, then those that came less far.
  private static func merged(_ rungs: [[SweepRank]]) -> [SweepRank] {
    var seen: Set<Int> = []
    return rungs.reversed().flatMap { $0.filter { seen.insert($0.point.index).inserted } }
  }
}

// MARK: Proposals

extension SweepScheduler {
  private func schedule(_ tpe: SweepDefinition.TPE, _ progress: SweepProgress) -> SweepSchedule {
    var schedule = SweepSchedule()
    let estimator = TreeParzenEstimator(
      tpe.space, seed: plan.definition.seed, direction: plan.metric.direction)
    var values: [(values: SweepValues, round: Int?)] = []
    var results: [TreeParzenEstimator.Result] = []
    for round in 0..<tpe.rounds {
      let proposals = cache.proposals(
        tpe.points, round: round, after: results, by: estimator)
      values += proposals.map { ($0.values, round) }
      schedule.points = SweepPlan.points(values)
      let new = schedule.points.suffix(proposals.count)
      for (point, proposal) in zip(new, proposals) {
        schedule.decisions.append(
          SweepDecision(
            stage: round + 1, epoch: nil, point: point, value: nil, rank: nil,
            kind: round == 0 ? .drawn : .proposed, reason: proposal.reason))
      }
      schedule.tasks = new.flatMap { tasks(of: plan.trials(of: $0), progress) }
      guard schedule.tasks.isEmpty else { break }
      results += new.map { point in
        TreeParzenEstimator.Result(
          values: point.values,
          value: progress.score(of: plan.trials(of: point), atEpoch: nil))
      }
    }
    schedule.ranking = ranking(schedule.points, progress)
    return schedule
  }
}
