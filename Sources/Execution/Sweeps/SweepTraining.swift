import Datasets
package import Engine
package import Experiments
import Files
import JSON
package import Runs
import Training

/// Trains the runs of a sweep, several at a time, until nothing is left to do.
///
/// Each job takes the first task that nobody has, trains it, and looks again. All decisions follow
/// from what is in `runs/`, so several processes may work on one sweep at a time.
package final class SweepTraining: Sendable {
  private struct State {
    var progress: SweepProgress
    var schedule: SweepSchedule
    /// The tasks of the schedule that nobody has yet.
    var queue: ArraySlice<SweepTask> = []
    /// Whether a result came in since the schedule was made.
    var isChanged = false
    var underWay: [String: SweepTask] = [:]
    /// Runs that another process trains, and when to look at them again.
    var others: [String: OtherProcess] = [:]
    /// Runs that could not begin. They are not tried again.
    var refused: Set<String> = []
    /// Whether a run could not be saved because the disk is full. Every further one would fail too.
    var isOutOfSpace = false
    var datasets = HeldDatasets()
    var provenance: Provenance?
    var failure: (any Error)?

    mutating func refuse(_ id: String, _ error: any Error) {
      refused.insert(id)
      if (error as? RunError)?.isLackOfSpace == true { isOutOfSpace = true }
    }
  }

  private enum Next {
    case train(SweepTask, TrainingSession, [any TrainingListener])
    /// Other jobs or processes must end something first.
    case wait
    case done
  }

  private let sweep: ResolvedSweep
  private let store: RunStore
  private let scheduler: SweepScheduler
  private let scan: SweepScan
  private let folder: SweepFolder
  private let resources: ComputeResources
  private let place: Double
  private let listener: any SweepListener
  private let makeProvenance: @Sendable () -> Provenance
  private let state: Guarded<State>

  /// - Parameters:
  ///   - resources: what each training may use.
  ///   - progress: what is known of the runs.
  ///   - place: the part of the tasks, from 0 to 1, that this process leaves to others for later, so
  ///     that many that begin together do not all ask for the first.
  ///   - provenance: returns the program and machine, for run.json. Called once, when the first run
  ///     begins.
  package init(
    _ sweep: ResolvedSweep, in store: RunStore, resources: ComputeResources,
    retryingFailed: Bool = false, from progress: SweepProgress, beginningAt place: Double = 0,
    by provenance: @escaping @Sendable () -> Provenance,
    telling listener: any SweepListener
  ) {
    self.sweep = sweep
    self.store = store
    self.resources = resources
    self.place = place
    self.listener = listener
    makeProvenance = provenance
    scheduler = SweepScheduler(sweep, retriesFailed: retryingFailed)
    scan = SweepScan(sweep.plan, in: store)
    folder = SweepFolder(of: sweep.name, in: store)
    state = Guarded(State(progress: progress, schedule: SweepSchedule(), isChanged: true))
  }

  /// Trains until nothing is left to do, or until the listener asks to stop.
  ///
  /// - Parameter pool: each of its threads trains one run at a time.
  /// - Throws: an error of the sweep's own files.
  package func perform(on pool: WorkerPool) throws -> Outcome {
    pool.run(on: pool.threads) { _ in work() }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return Outcome(
        schedule: state.schedule, progress: state.progress, isOutOfSpace: state.isOutOfSpace)
    }
  }

  private func work() {
    while !listener.isStopped {
      switch next() {
      case .train(let task, let session, let listeners): train(task, session, listeners)
      case .wait: usleep(20_000)
      case .done: return
      }
    }
  }

  private func train(
    _ task: SweepTask, _ session: TrainingSession, _ listeners: [any TrainingListener]
  ) {
    let rung = RungListener(untilEpoch: task.untilEpoch)
    let result = Result {
      try session.perform(
        telling: listeners + [rung],
        isStopped: { rung.isReached || listener.isStopped })
    }
    state.withLock { state in
      if case .failure(let error as RunError) = result, error.kind == .held {
        // Another process took the run over. What this one recorded is not the run's any more.
        listener.lose(task, error)
        state.underWay[task.trial.id] = nil
        leave(task.trial.id, &state)
        listener.train(state.underWay.keys.sorted())
        return
      }
      if case .failure(let error) = result {
        listener.fail(task, error)
        // Once is enough, also where failed runs are tried again.
        state.refuse(task.trial.id, error)
      }
      let progress = TrialProgress(session.recorder, metric: sweep.plan.metric.rawValue)
      end(task, progress, &state)
    }
  }

  private func end(_ task: SweepTask, _ progress: TrialProgress, _ state: inout State) {
    state.underWay[task.trial.id] = nil
    state.datasets.leave(task.trial.id)
    state.progress.trials[task.trial.id] = progress
    state.isChanged = true
    listener.end(task.trial, progress)
    listener.train(state.underWay.keys.sorted())
  }
}

// MARK: Choosing the next run

extension SweepTraining {
  private func next() -> Next {
    state.withLock { state in
      do {
        return try next(&state)
      } catch {
        state.failure = state.failure ?? error
        return .done
      }
    }
  }

  private func next(_ state: inout State) throws -> Next {
    guard state.failure == nil, !state.isOutOfSpace else { return .done }
    while !listener.isStopped {
      if let task = state.queue.popFirst() {
        if let next = try begin(task, &state) { return next }
        continue
      }
      if state.isChanged {
        try update(&state)
        continue
      }
      let left = state.schedule.tasks.filter { !state.refused.contains($0.trial.id) }
      guard !left.isEmpty else { return .done }
      let now = ContinuousClock.now
      state.queue =
        left.filter { state.others[$0.trial.id].map { $0.nextLook <= now } ?? false }[...]
      guard state.queue.isEmpty else { continue }
      // Only other processes have something left: what they do shows in the folder.
      if state.underWay.isEmpty { listener.wait(for: left) }
      return .wait
    }
    return .done
  }

  /// Decides again from what is known.
  private func update(_ state: inout State) throws {
    state.schedule = scheduler.schedule(state.progress)
    try prune(&state)
    try folder.write(state.schedule.decisions, of: sweep.plan)
    let tasks = state.schedule.tasks.filter { task in
      let id = task.trial.id
      return state.underWay[id] == nil && state.others[id] == nil && !state.refused.contains(id)
    }
    let first = min(tasks.count, Int(place * Double(tasks.count)))
    state.queue = (tasks[first...] + tasks[..<first])[...]
    state.isChanged = false
    listener.update(state.schedule, state.progress)
  }

  /// Marks the runs that a rung ended.
  private func prune(_ state: inout State) throws {
    for trial in state.schedule.pruned {
      do throws(RunError) {
        try store.run(trial.id).prune()
      } catch {
        // Another process may be at it.
        guard error.kind == .held else { throw error }
        continue
      }
      state.progress.trials[trial.id]?.state = .pruned
      listener.end(trial, state.progress[trial.id])
    }
    if !state.schedule.pruned.isEmpty { state.schedule = scheduler.schedule(state.progress) }
  }

  /// Begins a task.
  ///
  /// - Returns: nil if there is nothing to train after all, or not now.
  private func begin(_ task: SweepTask, _ state: inout State) throws -> Next? {
    let id = task.trial.id
    do {
      guard let session = try start(task, &state) else { return nil }
      state.others[id] = nil
      state.underWay[id] = task
      listener.train(state.underWay.keys.sorted())
      return .train(task, session, listener.begin(task, session))
    } catch let error as RunError where error.kind == .held {
      leave(id, &state)
    } catch {
      state.datasets.leave(id)
      state.refuse(id, error)
      listener.refuse(task, error)
    }
    return nil
  }

  /// Leaves a run to another process for a while, and then looks at it again.
  private func leave(_ id: String, _ state: inout State) {
    state.others[id] = OtherProcess(after: state.others[id], among: state.others.count)
    state.datasets.leave(id)
  }

  /// Opens or makes a run.
  ///
  /// - Returns: nil if it is as far as the task asks.
  private func start(_ task: SweepTask, _ state: inout State) throws -> TrainingSession? {
    let trial = task.trial
    let experiment = try sweep.experiment(of: trial)
    let run = try store.existingRuns([trial.id])[trial.id]
    if let run, try isReached(task, by: run, &state) { return nil }
    let dataset = try listener.load { try state.datasets.take(experiment.dataset, for: trial.id) }
    guard !listener.isStopped else {
      state.datasets.leave(trial.id)
      return nil
    }
    let given = try store.givenWeights(of: experiment)
    let provenance = provenance(&state)
    guard let run else {
      let first = try given?.state(of: experiment, dataset: dataset)
      let recorder = try store.create(
        trial, of: sweep.name, experiment, dataSHA256: dataset.dataSHA256,
        provenance: provenance, from: first)
      return TrainingSession(
        recorder: recorder, resuming: first?.state, dataset: dataset, resources: resources)
    }
    let key = experiment.runKey(
      dataSHA256: dataset.dataSHA256, initialSHA256: given?.origin.sha256)
    guard run.record.runKey == key else { throw SweepConflict(runs: [run.id], sweep: sweep.name) }
    switch try run.resume(dataSHA256: dataset.dataSHA256, provenance: provenance) {
    case .alreadyFinished:
      state.datasets.leave(trial.id)
      try look(at: task, &state)
      return nil
    case .ready(let resumed):
      return TrainingSession(resumed, on: dataset, with: resources)
    }
  }

  /// Whether another process has done what the task asks.
  ///
  /// - Throws: a `RunError` of kind `held` if one is at it.
  private func isReached(_ task: SweepTask, by run: Run, _ state: inout State) throws -> Bool {
    guard run.state != .running else { throw RunError(.held, "\(run.id) is being trained") }
    return try look(at: task, &state).completes(task, retryingFailed: scheduler.retriesFailed)
  }

  /// Reads the progress of a task's run anew.
  @discardableResult
  private func look(at task: SweepTask, _ state: inout State) throws -> TrialProgress {
    let found = try scan.progress(of: task.trial)
    if found != state.progress[task.trial.id] {
      state.progress.trials[task.trial.id] = found
      state.isChanged = true
    }
    return found
  }

  private func provenance(_ state: inout State) -> Provenance {
    let provenance = state.provenance ?? makeProvenance()
    state.provenance = provenance
    return provenance
  }
}
