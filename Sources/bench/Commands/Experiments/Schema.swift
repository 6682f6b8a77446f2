import Experiments
import JSON

extension Command {
  static let schema = Command(
    verb: "schema", summary: "the JSON Schema of definitions (2020-12)",
    example: "bench schema > experiments/schema.json"
  ) { _, terminal in
    terminal.output.write(definitionSchema().prettyText + "\n")
    return .done
  }
}
