import Engine

extension Command {
  static let version = Command(
    verb: "version", summary: "the program's version and the numerics it computes with",
    example: "bench version"
  ) { _, terminal in
    terminal.output.print("bench 0.1.0, numerics \(numericsVersion)")
    return .done
  }
}
