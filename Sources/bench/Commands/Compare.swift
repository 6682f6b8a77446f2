import Experiments
import Reports
import Runs

extension Command {
  static let compare = Command(
    verb: "compare", operands: "RUN RUN…", operandCount: 2...1000,
    summary: "definitions, metrics, cost and weights side by side",
    options: [.filter, .format, .workspace], example: "bench compare lenet5-sgd-001 latest",
    exits: "0 compared, 1 equal run keys but other weights, 2 bad usage"
  ) { arguments, terminal in
    let format = try arguments.choice("format", default: TableFormat.table)
    let store = try arguments.workspace().store
    let runs = try arguments.runs(of: "compare", in: store).map { try ComparedRun($0) }
    let comparison = Comparison(runs)
    switch format {
    case .table:
      for (index, table) in comparison.tables.enumerated() {
        if index > 0 { terminal.output.print() }
        terminal.print(table, as: format)
      }
      for line in comparison.closingLines { terminal.output.print(line) }
    case .markdown:
      terminal.output.write(comparison.markdown)
    case .csv: terminal.print(comparison.dataTable, as: format)
    case .json: terminal.output.write(comparison.json.prettyText + "\n")
    }
    for note in comparison.notes { terminal.note(note) }
    guard let contradiction = comparison.contradiction else { return .done }
    terminal.error(contradiction)
    return .failed
  }
}
