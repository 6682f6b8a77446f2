package import Experiments
package import Runs

/// Reads from `runs/` how far the runs of a sweep have come.
package struct SweepScan: Sendable {
  private let store: RunStore
  private let metric: String
  /// Whether the value of every epoch is read, and not only the last.
  private let readsEpochs: Bool

  package init(_ plan: SweepPlan, in store: RunStore) {
    self.store = store
    metric = plan.metric.rawValue
    readsEpochs = plan.definition.halving != nil
  }

  /// Returns the progress of some runs. Those that are known to have ended are not read again.
  ///
  /// - Throws: a `RunError` if a run cannot be read.
  package func progress(
    of trials: [SweepTrial], knowing known: SweepProgress = SweepProgress()
  ) throws(RunError) -> SweepProgress {
    var progress = known
    let ids = trials.map(\.id).filter { !known[$0].hasEnded }
    for (id, run) in try store.existingRuns(ids) {
      progress.trials[id] = try self.progress(of: run)
    }
    return progress
  }

  /// Returns the progress of all runs that a sweep has by now.
  ///
  /// - Throws: a `RunError` if a run cannot be read.
  package func known(by scheduler: SweepScheduler) throws(RunError) -> SweepProgress {
    var progress = SweepProgress()
    var count = -1
    while true {
      // What a round gave may make the points of the next one known.
      let trials = scheduler.schedule(progress).trials(of: scheduler.plan)
      guard trials.count != count else { return progress }
      count = trials.count
      progress = try self.progress(of: trials, knowing: progress)
    }
  }

  /// Returns the progress of one run; absent if there is none.
  package func progress(of trial: SweepTrial) throws(RunError) -> TrialProgress {
    guard let run = try store.existingRuns([trial.id])[trial.id] else { return .absent }
    return try progress(of: run)
  }

  private func progress(of run: Run) throws(RunError) -> TrialProgress {
    let summary = run.state == .running ? run.record.summary : try run.summary()
    let values = readsEpochs ? try savedValues(of: run) : []
    return TrialProgress(
      TrialProgress.State(run.state), values: values, last: summary[metric]?.last,
      seconds: summary.totalSeconds)
  }

  /// The values after the epochs that resuming the run would not train again: of one whose process
  /// was killed, those that a checkpoint counts.
  private func savedValues(of run: Run) throws(RunError) -> [Double] {
    let metrics = try run.metrics()
    let values = metrics.values(of: metric) ?? []
    guard run.record.state == .running, run.state == .interrupted else { return values }
    let newest = ((try? run.usableSteps()) ?? nil)?.latest ?? 0
    return zip(values, metrics.steps).filter { $1 <= newest }.map(\.0)
  }
}

extension TrialProgress.State {
  package init(_ state: RunState) {
    self =
      switch state {
      case .running: .running
      case .finished: .finished
      case .interrupted: .interrupted
      case .pruned: .pruned
      case .failed: .failed
      case .diverged: .diverged
      }
  }
}

extension TrialProgress {
  /// The progress of a run that this process has just trained.
  init(_ recorder: RunRecorder, metric: String) {
    self.init(
      State(recorder.record.state), values: recorder.metrics.values(of: metric) ?? [],
      seconds: recorder.record.summary.totalSeconds)
  }
}
