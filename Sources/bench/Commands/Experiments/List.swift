import Datasets
import Experiments
import Reports
import Runs

extension Command {
  static let list = Command(
    verb: "list", summary: "the experiments, each with its description",
    options: [Options.format, Options.workspace], example: "bench list"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let workspace = try arguments.workspace()
    let list = ExperimentList(
      workspace.library, runs: try workspace.store.countsByExperiment())
    if format == .table, list.entries.isEmpty {
      terminal.messages.print("no experiments in \(workspace.library.shownFolder.escaped)")
      warnOfMisnamedFiles(in: workspace.library, on: terminal)
      return .done
    }
    terminal.print(list.table, as: format)
    if format == .table {
      let sweeps = SweepList(SweepLibrary(of: workspace.library))
      if !sweeps.isEmpty {
        terminal.output.print()
        terminal.print(sweeps.table, as: format)
      }
      let wrong = list.entries.filter(\.isWrong)
      if let first = wrong.first {
        let command = ProgramCommand.validate(experiment: wrong.count == 1 ? first.name : nil)
        terminal.warning(
          wrong.count == 1
            ? "\(first.name) cannot be run" : "\(wrong.count) experiments cannot be run",
          advice: ["why: \(command: command)"])
      }
      warnOfMisnamedFiles(in: workspace.library, on: terminal)
      terminal.hint(hint(missing: list.entries.compactMap(\.missingData).first))
    }
    return .done
  }

  private static func warnOfMisnamedFiles(
    in library: ExperimentLibrary, on terminal: Terminal
  ) {
    for mistake in library.misnamedFiles {
      terminal.warning(mistake.headline, advice: mistake.hints)
    }
  }

  /// - Parameter dataset: one to be fetched; nil: none.
  private static func hint(missing dataset: String?) -> Remedy {
    let next: Remedy = "next  \(command: .show("NAME")) · \(command: .run(experiment: "NAME"))"
    return dataset.map { "\(next) · \(command: .fetchData($0))" } ?? next
  }
}
