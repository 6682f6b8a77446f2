import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs

/// `bench sweep status` and `bench sweep best`: what a sweep has come to, from the folder alone.
struct SweepStatus {
  private let sweep: ResolvedSweep
  private let workspace: Workspace
  private let format: TableFormat
  private let isQuiet: Bool
  private let terminal: Terminal

  init(_ name: String, _ arguments: Arguments, on terminal: Terminal) throws {
    self.terminal = terminal
    workspace = try arguments.workspace()
    format = try arguments[Options.format]
    isQuiet = try arguments[Options.quiet]
    sweep = try SweepLibrary(of: workspace.library).resolve(name)
  }

  private func results() throws -> SweepResults {
    let scheduler = SweepScheduler(sweep)
    let progress = try SweepScan(sweep.plan, in: workspace.store).known(by: scheduler)
    return SweepResults(
      sweep, scheduler.schedule(progress), progress, in: workspace, on: terminal)
  }

  /// Prints the table of all points, and how many runs are in which state.
  func print() throws -> ExitStatus {
    let results = try results()
    terminal.print(SweepTable(sweep, results.schedule, results.progress).table, as: format)
    let stream = terminal.speaking(beside: format).output
    if format.isForPeople { stream.print() }
    stream.printFolded("\(sweep.name)  \(results.counts)")
    for line in results.closingLines { stream.printFolded(line.escaped) }
    if !results.schedule.isDone {
      terminal.advise("the rest: \(command: .sweep(sweep.name))")
    }
    return .done
  }

  /// Prints the best point and the command that trains it.
  func printBest() throws -> ExitStatus {
    let results = try results()
    guard let best = results.schedule.ranking.first else {
      terminal.error(
        "\(sweep.name) has no result yet", advice: ["train it: \(command: .sweep(sweep.name))"])
      return .failed
    }
    let trials = sweep.plan.trials(of: best.point)
    guard !isQuiet else {
      for trial in trials { terminal.output.print(trial.id) }
      return .done
    }
    switch format {
    case .json: terminal.output.write(json(best, trials, results).prettyText + "\n")
    case .csv, .markdown: terminal.print(table(best), as: format)
    case .table:
      for line in results.closingLines { terminal.output.printFolded(line.escaped) }
      terminal.print(table(best), as: format)
      let settings = best.point.values.settings.map { "\($0.path)=\($0.value.canonicalText)" }
      let fresh = (sweep.plan.seeds.max() ?? 0) + 1
      terminal.advise(
        "its runs: \(trials.map(\.id).joined(separator: ", "))",
        "train it with another seed: \(command: .run(experiment: sweep.base.name, seeds: fresh...fresh, settings: settings))"
      )
      if !results.schedule.isDone {
        terminal.note("the sweep is not done: \(results.counts)")
      }
    }
    return .done
  }

  private func table(_ best: SweepRank) -> Table {
    Table(
      [.init("setting", align: .left), .init("value", align: .left)],
      rows: best.point.values.settings.map {
        [.text($0.path), .text($0.value.shownInTable, value: $0.value)]
      })
  }

  private func json(
    _ best: SweepRank, _ trials: [SweepTrial], _ results: SweepResults
  ) -> JSONValue {
    [
      "sweep": .string(sweep.name), "point": .string(best.point.label),
      "values": best.point.values.json, "metric": .string(sweep.plan.metric.rawValue),
      "value": .number(best.value), "tried": .integer(results.schedule.ranking.count),
      "runs": .array(trials.map { .string($0.id) }), "done": .bool(results.schedule.isDone),
    ]
  }
}
