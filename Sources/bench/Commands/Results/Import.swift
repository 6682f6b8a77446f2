import Datasets
import Experiments
import Reports
import Runs

extension Command {
  static let importing = Command(
    verb: "import", operands: "FILE", operandCount: 1...1,
    summary: "another program's log as a run, to list, show and compare",
    options: [
      .value("name", "ID", "the run's id; must be given"),
      .value(
        "metric", "NAME=higher|lower", "which values are better, where the name does not say it",
        isRepeatable: true),
      .flag("quiet", "print only the id"), .workspace,
    ],
    notes: ["FILE - is standard input."],
    example: "bench import keras/history.csv --name keras-lenet",
    exits: "0 imported, 1 failed, 2 bad usage or a file that is no such table"
  ) { arguments, terminal in
    guard let name = arguments.value("name") else {
      throw UsageError(
        problem: "bench import: --name ID is missing",
        advice: ["as in: \(command: .example(verb: "import"))"])
    }
    let store = try arguments.workspace().store
    let path = arguments.operands[0]
    let statements = try arguments.values("metric").map { text throws(UsageError) in
      guard let statement = MetricStatement(text) else {
        throw UsageError.value(text, of: "metric", expected: "NAME=higher or NAME=lower")
      }
      return statement
    }
    let table = try store.importRun(
      try ImportedTable.read(path), file: path == "-" ? "standard input" : path, name: name,
      statements: statements,
      provenance: Machine.provenance(
        threads: 0, kernels: try Machine.kernels(), workspace: store.workspace,
        on: terminal))
    terminal.output.print(arguments.has("quiet") ? name : table.summary(id: name))
    for column in table.renamed {
      terminal.note("column \(column.old) is read as \(column.new)")
    }
    for note in table.notes { terminal.note(note) }
    if let note = ImportNotes.unknownDirections(of: table) { terminal.note(note) }
    if let note = ImportNotes.hiddenMetrics(of: table) { terminal.note(note) }
    terminal.hint("next  \(command: .compare([name, "RUN"]))")
    return .done
  }
}
