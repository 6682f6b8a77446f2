import Datasets
import Execution
import JSON
import Reports
import Runs

extension Command {
  static let importing = Command(
    verb: "import", operands: "FILE", operandCount: 1...1,
    summary: "another program's log as a run, to list, show and compare",
    options: [
      Options.name.described("the run's id; must be given"), Options.directions,
      Options.importedPredictions, Options.quiet, Options.resultFormat, Options.workspace,
    ],
    notes: [
      "FILE is CSV, JSON or JSON lines (Keras, Lightning, fastai, Hugging Face's trainer_state.json,",
      "downloads of W&B and TensorBoard), an event file of TensorBoard, all its points, or the folder",
      "of one run of it; - is standard input. Whether higher or lower is better is known of bench's",
      "own names and of what --metric says, else of none.",
      "--predictions has index,label,prediction and maybe probability, index the position in the test",
      "part: with it, compare says which of two models is better.",
    ],
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
    let predictions = try arguments[Options.importedPredictions].map(readPredictions)
    let table = try store.importRun(
      try ImportedTable.read(path), file: path == "-" ? "standard input" : path, name: name,
      statements: directions, predictions: predictions,
      provenance: Machine.provenance(
        ComputeResources(threads: 0, kernels: try Machine.kernels()), in: store.workspace,
        on: terminal))
    let format = try arguments[Options.resultFormat]
    if format == .json { terminal.print(try store.run(name).record.json) }
    terminal.speaking(format).output.print(
      try arguments[Options.quiet] ? name : table.summary(id: name))
    if let predictions { terminal.note(predictions.summary) }
    for column in table.renamed {
      terminal.note("column \(column.old) is read as \(column.new)")
    }
    for note in table.notes { terminal.note(note) }
    if let note = ImportNotes.unknownDirections(of: table) { terminal.note(note) }
    if let note = ImportNotes.hiddenMetrics(of: table) { terminal.note(note) }
    terminal.hint("next  \(command: .compare([name, "RUN"]))")
    return .done
  }

  private static func readPredictions(_ path: String) throws(RunError) -> ImportedPredictions {
    let bytes = try ImportedTable.read(path)
    do {
      return try ImportedPredictions(parsing: bytes)
    } catch {
      throw RunError(error, file: path)
    }
  }
}
