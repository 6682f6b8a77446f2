import Datasets
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let initialize = Command(
    verb: "init", operands: "[DIR]", operandCount: 0...1,
    summary: "a new workspace with the shipped definitions, here or in DIR",
    example: "bench init ~/experiments-with-digits",
    exits: "0 made, 1 it could not be written, 2 there is one already"
  ) { arguments, terminal in
    let path = arguments.operands.first ?? "."
    let shipped = ShippedDefinitions.all
    var files = shipped.map { (name: $0.name + ".json", bytes: $0.bytes) }
    files.append(("schema.json", Array((definitionSchema().prettyText + "\n").utf8)))
    files += ShippedDefinitions.sweeps.map { ("sweeps/\($0.name).json", $0.bytes) }
    files.append(("sweeps/schema.json", Array((sweepSchema().prettyText + "\n").utf8)))
    try Workspace.create(at: path, definitions: files)
    terminal.output.print(
      "workspace \(path.escaped) with \(shipped.map(\.name).joined(separator: ", "))")
    var wording = terminal.wording
    wording.workspace = path == "." ? arguments.workspaceToName.map { _ in path } : path
    terminal.hint("next  \(wording.text(.run(experiment: "lenet5-sgd")))")
    return .done
  }
}
