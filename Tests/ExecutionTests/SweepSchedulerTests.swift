import Execution
import Experiments
import JSON
import Testing

struct SweepSchedulerTests {
  private func plan(
    _ count: Int, halving: Halving? = nil, tpe: SweepDefinition.TPE? = nil, seeds: [Int] = [1],
    confirm: Int? = nil
  ) -> SweepPlan {
    SweepPlan(
      SweepDefinition(
        name: "s", description: "", base: "b",
        grid: tpe == nil ? [.init(path: "p", values: (0..<count).map { .integer($0) })] : [],
        zip: [], random: nil, tpe: tpe, seed: 0, seeds: seeds, folds: nil, decideBy: nil,
        halving: halving, confirmSeeds: confirm),
      baseSeed: 1, metric: .validationAccuracy, epochs: 9)
  }

  private func ids(_ plan: SweepPlan) -> [String] {
    plan.points.flatMap { plan.trials(of: $0).map(\.id) }
  }

  /// Progress of the plan's runs in their order.
  private func progress(_ plan: SweepPlan, _ states: [TrialProgress]) -> SweepProgress {
    SweepProgress(Dictionary(uniqueKeysWithValues: zip(ids(plan), states)))
  }

  @Test func `what has no finished run is trained, and nothing else`() {
    let plan = plan(6)
    let schedule = SweepScheduler(plan).schedule(
      progress(
        plan,
        [
          .init(.finished, last: 0.5), .init(.failed), .init(.diverged), .init(.interrupted),
          .init(.pruned), .absent,
        ]))
    #expect(schedule.tasks.map(\.trial.id) == Array(ids(plan)[3...]))
    #expect(schedule.ranking.map(\.point.index) == [0])
    let retrying = SweepScheduler(plan, retriesFailed: true).schedule(
      progress(plan, [.init(.finished), .init(.failed), .init(.diverged)]))
    #expect(retrying.tasks.first?.trial.id == ids(plan)[1])
    #expect(retrying.tasks.count == 4)
  }

  @Test func `a point counts by the mean of its runs, once all are finished`() {
    let plan = plan(2, seeds: [1, 2])
    let scheduler = SweepScheduler(plan)
    let part = scheduler.schedule(
      progress(plan, [.init(.finished, last: 0.5), .init(.interrupted, last: 0.9)]))
    #expect(part.ranking.isEmpty)
    let whole = scheduler.schedule(
      progress(plan, [0.5, 0.7, 0.8, 0.2].map { .init(.finished, last: $0) }))
    #expect(whole.ranking.map(\.point.index) == [0, 1])
    #expect(whole.ranking.map(\.value) == [0.6, 0.5])
    #expect(whole.isDone)
  }

  @Test func `a rung waits for all, promotes the best and prunes the rest`() {
    let plan = plan(4, halving: Halving(factor: 2, minEpochs: 3))
    let scheduler = SweepScheduler(plan)
    func at(_ value: Double, epochs: Int = 3) -> TrialProgress {
      .init(.interrupted, values: [Double](repeating: value, count: epochs))
    }
    let waiting = scheduler.schedule(progress(plan, [at(0.1), at(0.2), at(0.2, epochs: 2)]))
    #expect(waiting.tasks.map(\.trial.point) == [2, 3])
    #expect(waiting.tasks.allSatisfy { $0.untilEpoch == 3 })
    #expect(waiting.pruned.isEmpty && waiting.decisions.isEmpty)
    // The earlier of equals goes on.
    let decided = scheduler.schedule(progress(plan, [at(0.1), at(0.2), at(0.3), at(0.2)]))
    #expect(decided.tasks.map(\.trial.point) == [1, 2])
    #expect(decided.tasks.allSatisfy { $0.untilEpoch == 6 })
    #expect(decided.pruned.map(\.point) == [0, 3])
    #expect(decided.decisions.map(\.kind) == [.pruned, .promoted, .promoted, .pruned])
    #expect(decided.decisions.map(\.rank) == [4, 2, 1, 3])
    let end = scheduler.schedule(
      progress(
        plan,
        [
          .init(.pruned, values: [0.1, 0.1, 0.1]), at(0.2, epochs: 6), at(0.3, epochs: 6),
          .init(.finished, values: [Double](repeating: 0.2, count: 9)),
        ]))
    // A pruned run that a person finished changes no decision.
    #expect(end.tasks == [SweepTask(trial: plan.trials(of: plan.points[2])[0], untilEpoch: nil)])
    #expect(end.pruned.map(\.point) == [1])
  }

  @Test func `a round of tpe begins when the one before has ended`() {
    let space = SweepSpace([.init(path: "p", distribution: .uniform(lower: 0, upper: 1))])
    let plan = plan(0, tpe: .init(rounds: 3, points: 2, space: space))
    let scheduler = SweepScheduler(plan)
    let first = scheduler.schedule(SweepProgress())
    #expect(first.points.count == 2 && first.tasks.count == 2)
    var known = SweepProgress([first.tasks[0].trial.id: .init(.finished, last: 0.5)])
    #expect(scheduler.schedule(known).points.count == 2)
    known.trials[first.tasks[1].trial.id] = .init(.diverged)
    let second = scheduler.schedule(known)
    #expect(second.points.count == 4)
    #expect(second.tasks.map(\.trial.point) == [2, 3])
    // Another scheduler, with nothing remembered, proposes the same.
    #expect(SweepScheduler(plan).schedule(known).points == second.points)
  }

  @Test func `fresh seeds come when all else is done`() {
    let plan = plan(2, seeds: [5], confirm: 2)
    let scheduler = SweepScheduler(plan)
    let half = scheduler.schedule(progress(plan, [.init(.finished, last: 0.5)]))
    #expect(half.confirmation.isEmpty)
    let done = scheduler.schedule(
      progress(plan, [.init(.finished, last: 0.5), .init(.finished, last: 0.6)]))
    #expect(done.tasks.map(\.trial.seed) == [6, 7, 6, 7])
    #expect(done.confirmation[1].values == plan.points[1].values)
  }

  @Test func `a best point that is the base has its fresh seeds once`() {
    let plan = plan(2, seeds: [5], confirm: 2)
    let states = progress(plan, [.init(.finished, last: 0.5), .init(.finished, last: 0.6)])
    let same = SweepScheduler(plan) { first, second in
      first.seed == second.seed && first.values.settings.isEmpty
        && second.values == plan.points[1].values
    }
    #expect(same.schedule(states).tasks.map(\.trial.id) == ["s-44136f-s6", "s-44136f-s7"])
    // A sweep of one point changes nothing about the base with its constants.
    let one = self.plan(1, seeds: [5], confirm: 2)
    let schedule = SweepScheduler(one).schedule(progress(one, [.init(.finished, last: 0.5)]))
    #expect(schedule.tasks.map(\.trial.seed) == [6, 7])
  }

  @Test func `an estimate counts the runs with fresh seeds by their states`() {
    let plan = plan(2, seeds: [5, 6], confirm: 3)
    let scheduler = SweepScheduler(plan)
    func estimate(_ progress: SweepProgress, by scheduler: SweepScheduler) -> SweepEstimate {
      SweepEstimate(scheduler, scheduler.schedule(progress), progress)
    }
    var known = SweepProgress()
    let nothing = estimate(known, by: scheduler)
    #expect(nothing.points == 2 && nothing.total == 10 && nothing.fresh == 6)
    #expect(nothing.left == 10 && nothing.epochs == 90 && nothing.finished == 0)
    known = progress(plan, [0.5, 0.6, 0.7, 0.8].map { .init(.finished, last: $0) })
    #expect(estimate(known, by: scheduler).left == 6)
    let confirming = scheduler.schedule(known).tasks.map(\.trial.id)
    let states: [TrialProgress.State] = [.finished, .diverged, .failed, .interrupted]
    for (id, state) in zip(confirming, states) {
      known.trials[id] = TrialProgress(state)
    }
    let some = estimate(known, by: scheduler)
    #expect(some.total == 10 && some.finished == 5 && some.left == 3 && some.epochs == 27)
    // A run that failed is left where it is tried again.
    #expect(estimate(known, by: SweepScheduler(plan, retriesFailed: true)).left == 4)
    for id in confirming { known.trials[id] = TrialProgress(.finished) }
    let all = estimate(known, by: scheduler)
    #expect(all.left == 0 && all.epochs == 0 && all.finished == all.total)
  }

  @Test func `the time of fresh seeds after rungs is estimated`() {
    let plan = plan(4, halving: Halving(factor: 2, minEpochs: 3), confirm: 2)
    let scheduler = SweepScheduler(plan)
    let ended = progress(
      plan,
      [
        .init(.pruned, values: [1, 1, 1]), .init(.pruned, values: [2, 2, 2]),
        .init(.pruned, values: [3, 3, 3, 3, 3, 3]),
        .init(.finished, values: [Double](repeating: 4, count: 9)),
      ])
    let estimate = SweepEstimate(scheduler, scheduler.schedule(ended), ended)
    #expect(estimate.left == 4 && estimate.epochs == 36)
  }

  @Test(arguments: [
    // Two threads double the speed of a run: then more runs at once are as fast, with less waiting.
    (4, 10, [1: 100.0, 2: 200, 4: 400], 4, 1),
    // Memory shared by four runs: two threads each are faster.
    (4, 10, [1: 80, 2: 200, 4: 300], 2, 2),
    // Fewer runs than processors.
    (4, 1, [1: 100, 2: 180, 4: 300], 1, 4),
    (4, 2, [1: 100, 2: 180, 4: 300], 2, 2),
    (1, 7, [1: 100], 1, 1),
  ])
  func `processors are shared out for throughput`(
    processors: Int, runs: Int, rates: [Int: Double], jobs: Int, threads: Int
  ) {
    let split = ThreadSplit.best(processors: processors, runs: runs) { rates[$0] ?? 0 }
    #expect(split == ThreadSplit(jobs: jobs, threads: threads))
  }
}
