import Datasets
import Engine
import Execution
import Experiments
import Files
import Reports
import Runs

/// `bench sweep NAME`: reads the sweep, trains what is missing, and prints the results.
struct SweepRun {
  private let workspace: Workspace
  private let sweep: ResolvedSweep
  private let scheduler: SweepScheduler
  private let kernels: Kernels
  private let jobs: Int?
  private let threads: Int?
  private let retriesFailed: Bool
  private let format: TableFormat
  private let isQuiet: Bool
  private let isWorker: Bool
  private let terminal: Terminal

  init(_ name: String, _ arguments: Arguments, on terminal: Terminal) throws {
    self.terminal = terminal
    let workspace = try arguments.workspace()
    isWorker = try arguments[Options.worker]
    jobs = try arguments[Options.jobs]
    threads = try arguments[Options.threads(jobs: jobs ?? 1)]
    retriesFailed = try arguments[Options.retry] != nil
    format = try arguments[Options.format]
    isQuiet = try arguments[Options.quiet]
    kernels = try Machine.kernels()
    sweep = try LoadingNotice.during(on: terminal.messages) {
      try SweepLibrary(of: workspace.library).resolve(name)
    }
    scheduler = SweepScheduler(sweep, retriesFailed: retriesFailed)
    // Only now, because nothing is written for a mistake.
    self.workspace =
      try arguments[Options.dryRun]
      ? workspace
      : isWorker ? workspace.relyingOnLeases() : arguments.workspaceToWrite(on: terminal)
  }

  /// Prints what would be trained. Nothing is written.
  func rehearse() throws -> ExitStatus {
    let progress = try checkedProgress()
    let schedule = scheduler.schedule(progress)
    for warning in sweep.warnings { terminal.warning(warning) }
    var pace = SweepPace(sweep, kernels)
    let estimate = SweepEstimate(scheduler, schedule, progress)
    let split = split(estimate, &pace)
    terminal.speaking(beside: format).output.print(
      announcement(estimate, progress, split: split, &pace))
    let table = SweepTable(sweep, schedule, progress)
    terminal.print(table.table, as: format)
    if sweep.definition.tpe != nil {
      terminal.messages.print("the points of later rounds follow from the results of earlier ones")
    }
    return .done
  }

  /// Trains, and says how it went.
  func perform() throws -> ExitStatus {
    WaitingOutput.begin()
    let progress = try checkedProgress()
    if !isQuiet {
      for warning in sweep.warnings { terminal.warning(warning) }
      tellGone(progress)
    }
    var pace = SweepPace(sweep, kernels)
    let estimate = SweepEstimate(scheduler, scheduler.schedule(progress), progress)
    let split = split(estimate, &pace)
    if !isQuiet { terminal.messages.print(announcement(estimate, progress, split: split, &pace)) }
    let resources = ComputeResources(threads: split.threads, kernels: kernels)
    let report = SweepReport(
      sweep, by: scheduler, split, from: progress, on: terminal, isQuiet: isQuiet)
    let training = SweepTraining(
      sweep, in: workspace.store, resources: resources, retryingFailed: retriesFailed,
      from: progress, beginningAt: isWorker ? OwnTask.place : 0,
      by: { Machine.provenance(resources, in: workspace, on: terminal) },
      telling: report)
    let outcome = try training.perform(on: WorkerPool(threads: split.jobs))
    report.end()
    return try conclude(outcome, statusOfRefused: report.refusal)
  }

  /// Reads how far the runs are, and refuses runs that are others of the same names.
  private func checkedProgress() throws -> SweepProgress {
    let store = workspace.store
    let scan = SweepScan(sweep.plan, in: store)
    try SweepCheck(sweep, in: store).check()
    return try scan.known(by: scheduler)
  }

  /// Names runs of the sweep whose points are not in the file any more.
  private func tellGone(_ progress: SweepProgress) {
    let check = SweepCheck(sweep, in: workspace.store)
    guard let gone = try? check.gone(by: scheduler, progress), !gone.isEmpty else { return }
    let shown = gone.prefix(4).joined(separator: ", ") + (gone.count > 4 ? ", …" : "")
    terminal.note(
      "\(gone.count) \(gone.count == 1 ? "run is" : "runs are") of points that are gone from the "
        + "file, and left alone: \(shown)")
  }
}

// MARK: What is left, and how to share it out

extension SweepRun {
  /// As asked for, or as trains most examples a second.
  private func split(_ estimate: SweepEstimate, _ pace: inout SweepPace) -> ThreadSplit {
    let processors = ProcessorCount.usable
    let runs = max(1, estimate.left)
    switch (jobs, threads) {
    case (let jobs?, let threads?): return ThreadSplit(jobs: jobs, threads: threads)
    case (let jobs?, nil): return ThreadSplit(jobs: jobs, threads: max(1, processors / jobs))
    case (nil, let threads?):
      return ThreadSplit(jobs: max(1, min(runs, processors / threads)), threads: threads)
    case (nil, nil):
      guard processors > 1, runs > 1 else {
        return ThreadSplit(jobs: 1, threads: processors)
      }
      guard pace.rate(threads: 1) != nil else {
        return ThreadSplit(jobs: min(runs, processors), threads: 1)
      }
      return .best(processors: processors, runs: runs) { pace.rate(threads: $0) ?? 0 }
    }
  }

  /// The first line of a sweep: `grid  24 points, 58 runs (10 with fresh seeds) of mlp by
  /// validation_loss, 12 finished; about 3 min with 2 at once, 1 thread each`.
  private func announcement(
    _ estimate: SweepEstimate, _ progress: SweepProgress, split: ThreadSplit,
    _ pace: inout SweepPace
  ) -> String {
    var text =
      "\(sweep.name)  \(estimate.points.counted(of: "point")), \(estimate.total.counted(of: "run"))"
    if estimate.fresh > 0 { text += " (\(estimate.fresh) with fresh seeds)" }
    text += " of \(sweep.base.name) by \(sweep.plan.metric.rawValue)"
    if estimate.finished > 0 { text += ", \(estimate.finished) finished" }
    guard estimate.left > 0 else { return text + "; nothing is left to train" }
    if let seconds = secondsPerEpoch(progress, split, &pace) {
      let rest = estimate.seconds(secondsPerEpoch: seconds, jobs: split.jobs)
      text += "; about \(ProgressLine.duration(rest))"
    }
    return text + " with \(split.jobs) at once, \(split.threads.counted(of: "thread")) each"
  }

  /// The wall seconds of an epoch of one run: of runs before, or measured.
  private func secondsPerEpoch(
    _ progress: SweepProgress, _ split: ThreadSplit, _ pace: inout SweepPace
  ) -> Double? {
    let trained = progress.trials.values.filter { $0.state == .finished && $0.seconds > 0 }
    if !trained.isEmpty {
      let seconds = trained.reduce(0) { $0 + $1.seconds }
      return seconds / Double(trained.count * sweep.plan.epochs)
    }
    guard let rate = pace.rate(threads: split.threads), rate > 0 else { return nil }
    // Evaluating an example takes about a third of training one.
    let dataset = sweep.typical.dataset
    let evaluated = Double((dataset.test?.count ?? 0) + (dataset.validation?.count ?? 0)) / 3
    return (Double(sweep.typical.trainCount) + evaluated) / rate
  }
}

/// Measures once how fast a point of a sweep trains, if that is asked for.
private struct SweepPace {
  private let sweep: ResolvedSweep
  private let kernels: Kernels
  private var meter: ThroughputMeter?
  private var isOpened = false

  init(_ sweep: ResolvedSweep, _ kernels: Kernels) {
    self.sweep = sweep
    self.kernels = kernels
  }

  /// The examples a second; nil if the data cannot be loaded: the runs say why.
  mutating func rate(threads: Int) -> Double? {
    if !isOpened, let dataset = try? sweep.typical.dataset.load() {
      meter = ThroughputMeter(sweep.typical, on: dataset, kernels: kernels)
    }
    isOpened = true
    return meter?.rate(threads: threads)
  }
}

// MARK: The end

extension SweepRun {
  /// Asks Slurm for this worker's return if the signal was a warning, after which Slurm would let it
  /// end. One that Slurm ends itself, with SIGTERM, it also returns itself, or was told to cancel.
  private func askForReturn(after signal: Int32) {
    guard [SIGUSR1, SIGUSR2, SIGXCPU].contains(signal) else { return }
    guard let words = OwnTask.requeue() else { return }
    terminal.warning("Slurm does not queue this worker again: \(words.escapedLines)")
  }

  private func conclude(
    _ outcome: SweepTraining.Outcome, statusOfRefused: ExitStatus?
  ) throws -> ExitStatus {
    let results = SweepResults(
      sweep, outcome.schedule, outcome.progress, in: workspace, on: terminal)
    if let signal = StopSignal.received, !outcome.schedule.isDone {
      results.tellStop()
      if isWorker { askForReturn(after: signal) }
      return .stopped(signal: signal)
    }
    if outcome.isOutOfSpace, !outcome.schedule.isDone {
      terminal.warning(
        "no space is left on the disk, so no further run was begun",
        advice: ["then, with space: \(command: .sweep(sweep.name, retryingFailed: true))"])
    }
    let status = results.status(refused: statusOfRefused)
    guard !isQuiet else {
      results.printIDs()
      return status
    }
    try results.print(as: format)
    return status
  }
}
