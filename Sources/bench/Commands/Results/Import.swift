import Datasets
import Execution
import Reports
import Runs

extension Command {
  static let importing = Command(
    verb: "import", operands: "FILE", operandCount: 1...1,
    summary: "another program's log as a run, to list, show and compare",
    options: [
      Options.name.described("the run's id; must be given"), Options.directions, Options.quiet,
      Options.workspace,
    ],
    notes: ["FILE - is standard input."],
    example: "bench import keras/history.csv --name keras-lenet",
    exits: "0 imported, 1 failed, 2 bad usage or a file that is no such table"
  ) { arguments, terminal in
    guard let name = try arguments[Options.name] else {
      throw UsageError(
        problem: "bench import: --name ID is missing",
        advice: ["as in: \(command: .example(verb: "import"))"])
    }
    let store = try arguments.workspace().knowingLocks(isWriting: false).store
    let path = arguments.operands[0]
    let directions = try arguments[Options.directions]
    let table = try store.importRun(
      try ImportedTable.read(path), file: path == "-" ? "standard input" : path, name: name,
      statements: directions,
      provenance: Machine.provenance(
        ComputeResources(threads: 0, kernels: try Machine.kernels()), in: store.workspace,
        on: terminal))
    terminal.output.print(try arguments[Options.quiet] ? name : table.summary(id: name))
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
