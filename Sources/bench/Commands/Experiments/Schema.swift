import Datasets
import Experiments
import JSON
import Reports

extension Command {
  static let schema = Command(
    verb: "schema", operands: "[sweep]", operandCount: 0...1,
    summary: "the JSON Schema of definitions (2020-12), or of sweeps",
    example: "bench schema > experiments/schema.json"
  ) { arguments, terminal in
    switch arguments.operands.first {
    case nil, "definition": terminal.output.write(definitionSchema().prettyText + "\n")
    case "sweep": terminal.output.write(sweepSchema().prettyText + "\n")
    case let other?:
      throw UsageError(
        problem: "bench schema: no schema of '\(other.escaped)'",
        advice: ["of sweeps: \(command: .schema(of: "sweep"))"])
    }
    return .done
  }
}
