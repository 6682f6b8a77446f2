import Datasets
import Engine
import Execution
import Experiments
import Files
import Reports
import Runs
import Training

/// Prints how a sweep goes on: one live table on a terminal, else a line per finished run.
final class SweepReport: SweepListener {
  private struct State {
    var block: LiveBlock
    var schedule = SweepSchedule()
    var progress: SweepProgress
    /// The running trainings: the epoch and the value of the metric after it.
    var running: [String: (trial: SweepTrial, epoch: Int, value: Double?)] = [:]
    var refusal: ExitStatus?
    var hasAnnouncedStop = false
    var hasToldWait = false
    var ended = 0
  }

  private let sweep: ResolvedSweep
  private let scheduler: SweepScheduler
  private let split: ThreadSplit
  private let terminal: Terminal
  private let isQuiet: Bool
  private let isLive: Bool
  private let start = ContinuousClock.now
  private let state: Guarded<State>

  init(
    _ sweep: ResolvedSweep, by scheduler: SweepScheduler, _ split: ThreadSplit,
    from progress: SweepProgress, on terminal: Terminal, isQuiet: Bool
  ) {
    self.sweep = sweep
    self.scheduler = scheduler
    self.split = split
    self.terminal = terminal
    self.isQuiet = isQuiet
    isLive = terminal.messages.canRedraw && !isQuiet
    state = Guarded(State(block: LiveBlock(on: terminal.messages), progress: progress))
  }

  /// What the runs that could not begin make of the whole.
  var refusal: ExitStatus? { state.withLock { $0.refusal } }

  var isStopped: Bool {
    guard let signal = StopSignal.received else { return false }
    state.withLock { state in
      guard !state.hasAnnouncedStop else { return }
      state.hasAnnouncedStop = true
      state.block.leave()
      let runs = state.running.count.counted(of: "run")
      terminal.messages.print(
        "\(StopSignal.name(signal)) stopping \(runs) after this step, then saving; again: at once")
    }
    return true
  }

  func load<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }

  func begin(_ task: SweepTask, _ session: TrainingSession) -> [any TrainingListener] {
    state.withLock { state in
      state.running[task.trial.id] = (task.trial, session.resuming?.epoch ?? 0, nil)
      draw(state: &state)
    }
    return [SweepRunListener(task.trial, sweep.plan.metric, self)]
  }

  /// An epoch of a run has ended.
  fileprivate func tell(_ trial: SweepTrial, epoch: Int, value: Double?) {
    guard isLive else { return }
    state.withLock { state in
      state.running[trial.id] = (trial, epoch, value)
      draw(state: &state)
    }
  }

  func refuse(_ task: SweepTask, _ error: any Error) {
    print { state in
      let status = terminal.report(error, of: task.trial.id)
      state.refusal = state.refusal ?? status
    }
  }

  func fail(_ task: SweepTask, _ error: any Error) {
    print { _ in _ = terminal.report(error, of: task.trial.id) }
  }

  func lose(_ task: SweepTask, _ error: RunError) {
    state.withLock { $0.running[task.trial.id] = nil }
    print { _ in
      terminal.warning(error.message, advice: error.advice)
    }
  }

  func end(_ trial: SweepTrial, _ progress: TrialProgress) {
    state.withLock { state in
      state.running[trial.id] = nil
      state.progress.trials[trial.id] = progress
      guard progress.state != .interrupted else { return draw(state: &state) }
      if progress.hasEnded { state.ended += 1 }
      if isLive || isQuiet { return draw(state: &state) }
      let value = progress.last.map { " \(sweep.plan.metric.rawValue)=\($0.fixed(4))" } ?? ""
      let estimate = SweepEstimate(scheduler, state.schedule, state.progress)
      terminal.messages.print(
        "run=\(trial.id) state=\(progress.state.word)\(value) "
          + "seconds=\(progress.seconds.fixed(2)) left=\(estimate.left)")
    }
  }

  func update(_ schedule: SweepSchedule, _ progress: SweepProgress) {
    state.withLock { state in
      state.schedule = schedule
      state.progress = progress
      draw(state: &state)
    }
  }

  func train(_ ids: [String]) {
    let again = terminal.wording.text(.sweep(sweep.name))
    StopSignal.listen(
      lastWords: "\n^C stopped at once, not saved; nothing before is lost. Go on: \(again)\n")
  }

  func wait(for tasks: [SweepTask]) {
    print { state in
      guard !state.hasToldWait, !isQuiet else { return }
      state.hasToldWait = true
      let runs = tasks.count == 1 ? tasks[0].trial.id : tasks.count.counted(of: "run")
      terminal.messages.print("waiting for \(runs), which another process trains")
    }
  }

  /// Takes the table away.
  func end() { state.withLock { $0.block.clear() } }

  /// Prints above the table.
  private func print(_ body: (inout State) -> Void) {
    state.withLock { state in
      state.block.clear()
      body(&state)
      draw(state: &state)
    }
  }

  private func draw(state: inout State) {
    guard isLive, !state.hasAnnouncedStop else { return }
    let live = LiveSweep(
      sweep: sweep, scheduler: scheduler, schedule: state.schedule, progress: state.progress,
      running: state.running.values.map { ($0.trial, $0.epoch, $0.value) },
      elapsed: start.duration(to: .now), ended: state.ended, jobs: split.jobs)
    state.block.draw(
      live.lines(width: terminal.messages.width, style: terminal.messages.style))
  }
}

/// Tells of the epochs of one run.
private final class SweepRunListener: TrainingListener {
  private let trial: SweepTrial
  private let metric: MetricName
  private let report: SweepReport

  init(_ trial: SweepTrial, _ metric: MetricName, _ report: SweepReport) {
    self.trial = trial
    self.metric = metric
    self.report = report
  }

  var hearsSteps: Bool { false }

  func begin(threads: Int, of asked: Int) {}

  func take(_ event: TrainingEvent) {
    guard case .finishedEpoch(let result) = event else { return }
    report.tell(trial, epoch: result.epoch, value: result.value(of: metric))
  }

  func end(_ outcome: TrainingOutcome?) {}
}
