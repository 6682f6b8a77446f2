import Engine

extension Command {
  static let version = Command(
    verb: "version", summary: "the program's version and the numerics it computes with",
    example: "bench version"
  ) { _, terminal in
    let kernels = try Machine.kernels()
    terminal.output.print(
      "bench \(Machine.benchVersion), numerics \(numericsVersion), \(kernels.name)")
    return .done
  }
}
