import Datasets
import Engine
import Execution
import Experiments
import JSON
import Reports
import Runs

/// `bench run`: reads its arguments, trains, and prints the results.
struct RunBatch: Sendable {
  let workspace: Workspace
  let batch: TrainingBatch
  let isQuiet: Bool
  /// The folder for TensorBoard's event files; nil for none.
  let eventFolder: String?
  /// Where what is for people goes.
  let terminal: Terminal
  /// Where results for programs go; nil where none are asked for.
  private let results: Terminal?

  init(_ arguments: Arguments, on terminal: Terminal) throws {
    let format = try arguments[Options.resultFormat]
    self.terminal = terminal.speaking(format)
    results = format == .json ? terminal : nil
    let workspace = try arguments.workspace()
    let name = try arguments[Options.name]
    let asked = try arguments[Options.jobs] ?? 1
    let isResuming = try arguments[Options.resume]
    isQuiet = try arguments[Options.quiet]
    eventFolder = try arguments[Options.tensorBoard]
    let kernels = try Machine.kernels()
    let library = workspace.library
    let overrides = try arguments.overrides() + arguments.initialWeights(in: workspace)
    let seeds = try Self.seeds(arguments)
    let folds = try Self.folds(arguments)
    let runs = arguments.operands.count * folds.count * seeds.count
    let threads = try arguments[Options.threads(jobs: min(asked, runs))]
    // A definition is resolved by what its data hold.
    let experiments = try LoadingNotice.during(on: terminal.messages) {
      try arguments.operands.flatMap { experiment in
        try folds.flatMap { fold in
          try seeds.map { seed in
            try library.resolve(
              nameOrPath: experiment, overrides: overrides + fold + (seed.map { [.seed($0)] } ?? [])
            )
          }
        }
      }
    }
    let jobs = min(asked, experiments.count)
    if let name, experiments.count > 1 {
      throw UsageError(
        problem: "--name '\(name)' cannot name \(experiments.count) runs",
        advice: ["leave it out: each run gets its experiment's name and a number"])
    }
    if let name { try workspace.store.check(name: name) }
    // Only now, because nothing is written for a mistake.
    self.workspace =
      try arguments[Options.dryRun] ? workspace : arguments.workspaceToWrite(on: terminal)
    batch = TrainingBatch(
      experiments, in: self.workspace.store, jobs: jobs,
      resources: ComputeResources(threads: threads, jobs: jobs, kernels: kernels),
      isNeeded: try arguments[Options.needed] || isResuming, isResuming: isResuming, name: name)
  }

  /// The overrides of each fold; one empty list without folds.
  private static func folds(_ arguments: Arguments) throws -> [[DefinitionOverride]] {
    guard let count = try arguments[Options.folds] else { return [[]] }
    return try (0..<count).map { index in
      [
        try DefinitionOverride(parsing: "dataset.folds.count=\(count)"),
        try DefinitionOverride(parsing: "dataset.folds.index=\(index)"),
      ]
    }
  }

  private static func seeds(_ arguments: Arguments) throws -> [Int?] {
    let seed = try arguments[Options.seed]
    let folds = try arguments[Options.folds] ?? 1
    let most = max(1, Options.mostRuns / arguments.operands.count / folds)
    guard let range = try arguments[Options.seeds(most: most)] else { return [seed] }
    guard seed == nil else {
      throw UsageError.conflict(Options.seed, Options.seeds, because: "--seeds 3..3 is one seed")
    }
    return range.map { $0 }
  }

  /// Prints what would run, and the warnings once an experiment.
  ///
  /// - Returns: how the runs would begin, as one.
  func rehearse() throws -> ExitStatus {
    var statuses: [ExitStatus] = []
    var known: Set<String> = []
    var rehearsed: [JSONValue] = []
    try batch.rehearse { experiment, result in
      switch result {
      case .success(let run):
        if known.insert(experiment.name).inserted {
          for warning in experiment.warnings { terminal.warning("\(experiment.name): \(warning)") }
        }
        print(run)
        rehearsed.append(run.json)
      case .failure(let error):
        let name = batch.experiments.count > 1 ? experiment.name : nil
        statuses.append(terminal.report(error, of: name))
      }
    }
    results?.print(.array(rehearsed))
    return ExitStatus(statuses)
  }

  private func print(_ run: RehearsedRun) {
    let text = terminal.output.style.decorated(run.experiment.summary)
    terminal.output.print("would run \(run.experiment.name): \(text)")
    if let finished = run.finished {
      terminal.output.print("  but \(finished.id) is this run: same run key, finished")
    } else if let resumable = run.resumable {
      terminal.output.print("  and go on with \(resumable.id), which has the same run key")
    }
  }

  /// Trains, and says how it went.
  func perform() throws -> ExitStatus {
    WaitingOutput.begin()
    let isOnly = batch.experiments.count == 1
    let before = isOnly ? try workspace.store.newest(of: batch.experiments[0].name) : nil
    let report = BatchReport(
      batch, in: workspace, on: terminal, isQuiet: isQuiet, eventFolder: eventFolder)
    let training = BatchTraining(
      batch, by: { Machine.provenance(batch.resources, in: workspace, on: terminal) },
      telling: report)
    let pool = WorkerPool(threads: batch.jobs)
    if !isOnly { report.announce(jobs: pool.threads) }
    let ends = training.perform(on: pool)
    results?.print(json(of: ends))
    var statuses = ends.map(\.status)
    if isOnly {
      if statuses == [.done], !isQuiet, let id = report.newRun {
        terminal.hintNext(after: id, of: batch.experiments[0], before: before)
      }
      return statuses[0]
    }
    if let signal = StopSignal.received, ends.contains(where: \.isLeft) {
      tellStop(ends)
      return .stopped(signal: signal)
    }
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
    if let line = table.closingLine { terminal.output.printFolded(line) }
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
