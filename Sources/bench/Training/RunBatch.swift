import Datasets
import Engine
import Experiments
import Reports
import Runs

/// The trainings that one `bench run` asks for, every definition resolved before the first begins.
struct RunBatch {
  let workspace: Workspace
  let experiments: [ResolvedExperiment]
  private let name: String?
  private let threads: Int
  private let kernels: Kernels
  private let isNeeded: Bool
  private let isQuiet: Bool
  private let terminal: Terminal

  init(_ arguments: Arguments, on terminal: Terminal) throws {
    self.terminal = terminal
    workspace = try arguments.workspace()
    name = arguments.value("name")
    threads = try arguments.integer("threads", in: 1...1024) ?? Machine.cores
    kernels = try Machine.kernels()
    isNeeded = arguments.has("needed")
    isQuiet = arguments.has("quiet")
    let library = workspace.library
    let overrides = try arguments.overrides()
    let seeds = try Self.seeds(arguments)
    experiments = try arguments.operands.flatMap { experiment in
      try seeds.map { seed in
        try library.resolve(experiment, overrides: overrides + (seed.map { [.seed($0)] } ?? []))
      }
    }
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
    guard range.count <= 10_000 else {
      throw .value(
        arguments.value("seeds") ?? "", of: "seeds", expected: "no more than 10,000 seeds")
    }
    return range.map { $0 }
  }

  /// Prints what would run.
  func rehearse() throws {
    if let name, let problem = RunID.problem(name) {
      throw UsageError(problem: "--name '\(name.escaped)' is no run id: \(problem)")
    }
    for experiment in experiments {
      let text = terminal.output.style.decorated(experiment.summary)
      terminal.output.print("would run \(experiment.name): \(text)")
      if isNeeded, let run = try finishedRun(of: experiment) {
        terminal.output.print("  but \(run.id) is this run: same run key, finished")
      }
    }
  }

  /// Trains one after the other, and returns the first status that is no success; a signal ends
  /// the whole of it.
  func perform() throws -> ExitStatus {
    var worst = ExitStatus.done
    var runs: [String] = []
    for (index, experiment) in experiments.enumerated() {
      if isNeeded, let run = try finishedRun(of: experiment) {
        tellNotNeeded(run.id)
        runs.append(run.id)
        continue
      }
      if let signal = StopSignal.received { return .stopped(signal: signal) }
      let status = train(experiment, index: index, ids: &runs)
      if case .stopped = status { return status }
      if worst == .done { worst = status }
    }
    if experiments.count > 1, !isQuiet { try printTable(of: runs) }
    return worst
  }

  private func train(
    _ experiment: ResolvedExperiment, index: Int, ids: inout [String]
  ) -> ExitStatus {
    do {
      let dataset = try experiment.dataset.load()
      let before = try workspace.store.newest(of: experiment.name)
      let recorder = try workspace.store.create(
        experiment, dataSHA256: dataset.dataSHA256, name: name,
        provenance: Machine.provenance(threads: threads, kernels: kernels, workspace: workspace))
      ids.append(recorder.id)
      if !isQuiet {
        terminal.announce(recorder)
        for warning in experiment.warnings { terminal.warning(warning) }
      }
      let session = TrainingSession(
        recorder: recorder, resuming: nil, dataset: dataset, threads: threads, kernels: kernels,
        terminal: terminal, isQuiet: isQuiet, isOneOfSeveral: experiments.count > 1,
        prefix: prefix(index))
      let status = try session.perform()
      if status == .done, !isQuiet, experiments.count == 1 {
        terminal.hintNext(after: recorder.id, of: experiment, before: before)
      }
      return status
    } catch {
      return terminal.report(error)
    }
  }

  private func prefix(_ index: Int) -> String? {
    guard experiments.count > 1 else { return nil }
    let experiment = experiments[index]
    let isOnlySeed = Set(experiments.map(\.name)).count == 1
    return (isOnlySeed ? "" : experiment.name + " ")
      + "seed \(experiment.seed) (\(index + 1) of \(experiments.count))"
  }

  private func finishedRun(of experiment: ResolvedExperiment) throws -> Run? {
    try workspace.store.finishedRun(
      key: RunKey.key(
        definition: experiment.definition, dataSHA256: experiment.dataset.dataSHA256()))
  }

  private func tellNotNeeded(_ id: String) {
    if isQuiet {
      terminal.output.print(id)
    } else {
      terminal.messages.print("\(id) is this run: same run key, finished; nothing to do")
    }
  }

  private func printTable(of ids: [String]) throws {
    let runs = try ids.map { try workspace.store.run($0) }
    let table = SeedTable(runs)
    terminal.print(table.table, as: .table)
    if let line = table.closingLine { terminal.output.print(line) }
  }
}
