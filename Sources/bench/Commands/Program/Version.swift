import Engine
import JSON

extension Command {
  static let version = Command(
    verb: "version", summary: "the program's version and the numerics it computes with",
    options: [Options.resultFormat], example: "bench version"
  ) { arguments, terminal in
    let kernels = try Machine.kernels()
    if try arguments[Options.resultFormat] == .json {
      terminal.print([
        "bench": .string(Machine.benchVersion), "numerics": .integer(numericsVersion),
        "isa": .string(kernels.name),
      ])
      return .done
    }
    terminal.output.print(
      "bench \(Machine.benchVersion), numerics \(numericsVersion), \(kernels.name)")
    return .done
  }
}
