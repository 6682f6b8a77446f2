import Experiments
import Reports
import Runs

extension Command {
  static let list = Command(
    verb: "list", summary: "the experiments, each with its description",
    options: [.format, .workspace], example: "bench list"
  ) { arguments, terminal in
    let format = try arguments.choice("format", default: TableFormat.table)
    let workspace = try arguments.workspace()
    let list = ExperimentList(
      workspace.library, runs: try workspace.store.countsByExperiment())
    if format == .table, list.entries.isEmpty {
      terminal.messages.print("no experiments in \(workspace.library.shownFolder)")
      return .done
    }
    terminal.print(list.table, as: format)
    if format == .table {
      terminal.hint(hint(missing: list.entries.compactMap(\.missingData).first))
    }
    return .done
  }

  /// - Parameter dataset: one to be fetched; nil: none.
  private static func hint(missing dataset: String?) -> String {
    let bench = ProgramName.current
    return "next  \(bench) show NAME · \(bench) run NAME"
      + (dataset.map { " · \(bench) data fetch \($0)" } ?? "")
  }
}
