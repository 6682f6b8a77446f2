import Experiments
import JSON

extension Command {
  static let schema = Command(
    verb: "schema", summary: "the JSON Schema of definitions (2020-12)",
    options: [Options.onlyJSON], example: "bench schema > experiments/schema.json"
  ) { arguments, terminal in
    _ = try arguments[Options.onlyJSON]
    terminal.output.write(definitionSchema().prettyText + "\n")
    return .done
  }
}
