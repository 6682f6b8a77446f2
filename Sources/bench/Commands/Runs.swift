import Reports
import Runs

extension Command {
  static let runs = Command(
    verb: "runs", summary: "list the runs, newest first",
    options: [.value("limit", "N", "no more than N of them"), .format, .workspace],
    example: "bench runs --limit 10"
  ) { arguments, terminal in
    let format = try arguments.choice("format", default: TableFormat.table)
    let limit = try arguments.integer("limit", in: 1...Int.max) ?? .max
    let listing = try arguments.workspace().store.list()
    for problem in listing.unreadable {
      terminal.warning(problem.message + ": left out")
    }
    let list = RunList(Array(listing.runs.prefix(limit)))
    switch format {
    case .table where list.entries.isEmpty:
      terminal.messages.print("no runs yet; make one: \(ProgramName.current) run EXPERIMENT")
    case .table, .markdown:
      terminal.print(list.table(now: terminal.output.isTerminal ? .now() : nil), as: format)
    case .csv, .json:
      terminal.print(list.dataTable, as: format)
    }
    if format == .table, listing.runs.count > limit {
      terminal.messages.print(
        "\(limit) of \(listing.runs.count) runs; all of them: --limit \(listing.runs.count)")
    }
    return .done
  }
}
