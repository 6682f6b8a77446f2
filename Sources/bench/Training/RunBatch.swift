import Datasets
import Engine
import Execution
import Experiments
import Reports
import Runs

/// `bench run`: reads its arguments, trains, and prints the results.
struct RunBatch: Sendable {
  let workspace: Workspace
  let batch: TrainingBatch
  let isQuiet: Bool
  let terminal: Terminal

  init(_ arguments: Arguments, on terminal: Terminal) throws {
    self.terminal = terminal
    let workspace = try arguments.workspace()
    self.workspace = workspace
    let name = arguments.value("name")
    let asked = try arguments.integer("jobs", in: 1...256) ?? 1
    let isResuming = arguments.has("resume")
    isQuiet = arguments.has("quiet")
    let kernels = try Machine.kernels()
    let library = workspace.library
    let overrides = try arguments.overrides()
    let seeds = try Self.seeds(arguments)
    let runs = arguments.operands.count * seeds.count
    let threads = try arguments.threads(jobs: min(asked, runs))
    let experiments = try arguments.operands.flatMap { experiment in
      try seeds.map { seed in
        try library.resolve(experiment, overrides: overrides + (seed.map { [.seed($0)] } ?? []))
      }
    }
    let jobs = min(asked, experiments.count)
    batch = TrainingBatch(
      experiments, in: workspace.store, jobs: jobs,
      threads: threads ?? max(1, Machine.cores / jobs), kernels: kernels,
      isNeeded: isResuming || arguments.has("needed"), isResuming: isResuming, name: name)
    if let name, experiments.count > 1 {
      throw UsageError(
        problem: "--name '\(name)' cannot name \(experiments.count) runs",
        advice: ["leave it out: each run gets its experiment's name and a number"])
    }
  }

  private static func seeds(_ arguments: Arguments) throws(UsageError) -> [Int?] {
    let seed = try arguments.integer("seed", in: 0...Int.max)
    guard let range = try arguments.range("seeds") else { return [seed] }
    guard seed == nil else { throw .conflict("seed", "seeds", because: "--seeds 3..3 is one seed") }
    // Both ends count, and their difference is never too large for an Int.
    let most = mostRuns / arguments.operands.count
    guard range.upperBound - range.lowerBound < most else {
      throw UsageError(
        problem: "--seeds '\(arguments.value("seeds") ?? "")': expected no more than "
          + "\(most.counted) seeds",
        advice: [
          "one command trains at most \(mostRuns.counted) runs, one per experiment and seed"
        ])
    }
    return range.map { $0 }
  }

  /// The most runs that one command trains.
  private static let mostRuns = 10_000

  /// Prints what would run, and the warnings once an experiment. The data are loaded as for a run,
  /// so that what it would refuse is refused here.
  ///
  /// - Returns: how the runs would begin, as one.
  func rehearse() throws -> ExitStatus {
    var datasets = SharedDatasets(batch.experiments.map(\.dataset))
    var statuses: [ExitStatus] = []
    var known: Set<String> = []
    for experiment in batch.experiments {
      do {
        let dataset = try datasets.take(experiment.dataset)
        let key = RunKey.key(definition: experiment.definition, dataSHA256: dataset.dataSHA256)
        let resumable = try batch.resumableRun(key: key)
        if resumable == nil {
          try workspace.store.checkStart(of: experiment, name: batch.name)
        }
        if known.insert(experiment.name).inserted {
          for warning in experiment.warnings { terminal.warning("\(experiment.name): \(warning)") }
        }
        try printRehearsal(of: experiment, key: key, resuming: resumable)
      } catch let error as DatasetError {
        statuses.append(
          terminal.report(error, of: batch.experiments.count > 1 ? experiment.name : nil))
      }
    }
    return ExitStatus(statuses)
  }

  private func printRehearsal(
    of experiment: ResolvedExperiment, key: String, resuming resumable: Run?
  ) throws {
    let text = terminal.output.style.decorated(experiment.summary)
    terminal.output.print("would run \(experiment.name): \(text)")
    if let run = try batch.finishedRun(key: key) {
      terminal.output.print("  but \(run.id) is this run: same run key, finished")
    } else if let resumable {
      terminal.output.print("  and go on with \(resumable.id), which has the same run key")
    }
  }

  /// Trains, and says how it went.
  func perform() throws -> ExitStatus {
    WaitingOutput.begin()
    let experiments = batch.experiments
    return try experiments.count == 1 ? trainOne(experiments[0]) : trainSeveral()
  }

  private func trainOne(_ experiment: ResolvedExperiment) throws -> ExitStatus {
    let key = batch.isNeeded ? try experiment.runKey() : nil
    if let run = try batch.finishedRun(key: key) {
      if isQuiet { terminal.output.print(run.id) } else { terminal.tellNotNeeded(run.id) }
      return .done
    }
    if let run = try batch.resumableRun(key: key) {
      return try RunResumption(
        run: run, point: .latest, threads: batch.threads, kernels: batch.kernels,
        workspace: workspace, terminal: terminal, isQuiet: isQuiet
      ).perform()
    }
    if let run = try batch.passedOverRun(key: key) { terminal.tellPassedOver(run) }
    let dataset = try experiment.dataset.load()
    let before = try workspace.store.newest(of: experiment.name)
    let recorder = try workspace.store.create(
      experiment, dataSHA256: dataset.dataSHA256, name: batch.name, provenance: provenance)
    if !isQuiet {
      terminal.announce(recorder)
      for warning in experiment.warnings { terminal.warning(warning) }
    }
    let status = try TrainingSession(
      recorder: recorder, resuming: nil, dataset: dataset, threads: batch.threads,
      kernels: batch.kernels
    ).perform(on: terminal, in: workspace, isQuiet: isQuiet)
    if status == .done, !isQuiet {
      terminal.hintNext(after: recorder.id, of: experiment, before: before)
    }
    return status
  }

  private var provenance: Provenance {
    Machine.provenance(
      threads: batch.threads, kernels: batch.kernels, workspace: workspace, on: terminal)
  }

  private func trainSeveral() throws -> ExitStatus {
    let report = BatchReport(batch, in: workspace, on: terminal, isQuiet: isQuiet)
    let training = BatchTraining(batch, by: provenance, telling: report)
    let pool = WorkerPool(threads: batch.jobs)
    report.announce(jobs: pool.threads)
    let ends = training.perform(on: pool)
    if let signal = StopSignal.received, ends.contains(where: \.isLeft) {
      tellStop(ends)
      return .stopped(signal: signal)
    }
    var statuses = ends.map(\.status)
    if !isQuiet { statuses += printTable(ends.compactMap(\.id)) }
    return ExitStatus(statuses)
  }

  /// Prints what the runs came to. One that cannot be read is told, and leaves the others their rows.
  ///
  /// - Returns: what those that cannot be read make of the whole.
  private func printTable(_ ids: [String]) -> [ExitStatus] {
    var runs: [Run] = []
    var problems: [ExitStatus] = []
    for id in ids {
      do {
        runs.append(try workspace.store.run(id))
      } catch {
        problems.append(terminal.report(error))
      }
    }
    guard !runs.isEmpty else { return problems }
    let table = SeedTable(runs)
    terminal.print(table.table, as: .table)
    if let line = table.closingLine { terminal.output.print(line) }
    return problems
  }

  /// Says what a signal left of the whole; each saved run has said how to go on with it.
  private func tellStop(_ ends: [BatchOutcome]) {
    let counts = [
      (ends.count { $0.status == .done && !$0.isLeft }, "finished"),
      (ends.count { $0.id != nil && $0.isLeft }, "interrupted"),
      (ends.count { $0.status != .done && !$0.isLeft }, "failed"),
      (ends.count { $0.id == nil && $0.isLeft }, "not begun"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    terminal.messages.print("\(ends.count) runs: \(counts.joined(separator: ", "))")
    guard ends.contains(where: { $0.id == nil && $0.isLeft }) else { return }
    terminal.messages.print("  all of them: this command with --resume")
  }
}

extension ResolvedExperiment {
  /// Of a run that begins with its own first weights, with the data files as they are now.
  fileprivate func runKey() throws(DatasetError) -> String {
    RunKey.key(definition: definition, dataSHA256: try dataset.dataSHA256())
  }
}
