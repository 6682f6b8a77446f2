import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let new = Command(
    verb: "new", operands: "NAME", operandCount: 1...1,
    summary: "a new definition: for your data, or a copy of another",
    options: [Options.data, Options.label, Options.like, Options.resultFormat, Options.workspace],
    notes: [
      "DATA is a folder of pictures with a folder for each class, or with train/ and test/ that have",
      "these; an archive of NumPy arrays (npz); or a table (CSV). All of it is read and checked, and",
      "experiments/NAME.json is written: a small network that trains, to go on from. Pictures get a",
      "CNN, tables an MLP. Without --from, the definition of --like is copied, default \(standard).",
    ],
    example: "bench new flowers --from pictures/flowers",
    exits: "0 written, 1 failed, 2 bad usage or NAME exists, 5 data"
  ) { arguments, terminal in
    let name = arguments.operands[0]
    let format = try arguments[Options.resultFormat]
    let results = terminal
    let terminal = terminal.speaking(format)
    let workspace = try arguments.workspace()
    try workspace.refuseDefinition(named: name)
    let like = try arguments[Options.like]
    if let data = try arguments[Options.data] {
      guard like == nil else {
        throw UsageError.conflict(
          Options.data, Options.like, because: "a definition is written or copied")
      }
      let path = workspace.inside(absolutePath(data))
      let new = try NewDefinition(
        name, from: path, label: try arguments[Options.label], in: workspace)
      try workspace.add(definition: Array(new.text.utf8), named: name)
      tell(new, on: terminal)
    } else {
      let copied = like ?? standard
      try workspace.add(definition: try bytes(of: copied, in: workspace), named: name)
      terminal.output.print("a copy of \(copied.escaped)")
    }
    terminal.output.print("wrote \(workspace.printed("experiments").escaped)/\(name).json")
    if format == .json {
      results.print([
        "experiment": .string(name), "file": .string("\(workspace.experiments)/\(name).json"),
      ])
    }
    terminal.hint("next  \(command: .run(experiment: name))")
    return .done
  }

  /// The experiment that is copied if none is named.
  private static let standard = "mlp-sgd"

  private static func tell(_ new: NewDefinition, on terminal: Terminal) {
    let facts = SurveyReport(new.data, new.check.check).facts
    let width = facts.map(\.name.count).max() ?? 0
    for (name, text) in facts {
      terminal.output.printFolded("\(name.padded(to: width, .left))  \(text.escaped)")
    }
    for note in new.notes + new.experiment.warnings { terminal.note(note.escaped) }
    terminal.output.print("\(new.experiment.description.escaped)")
  }

  /// The bytes of an experiment's definition, of the workspace or as it is shipped.
  private static func bytes(of name: String, in workspace: Workspace) throws -> [UInt8] {
    if let bytes = try workspace.definitionBytes(of: name) { return bytes }
    if let shipped = ShippedDefinitions.all.first(where: { $0.name == name }) {
      return shipped.bytes
    }
    // Says which there are.
    _ = try workspace.library.definition(name)
    return []
  }
}
