import Datasets
import Execution
import Exports
import Files
import Reports
import Runs

extension Command {
  /// Writes the network of a run as a file in C.
  static func exportC(_ runs: [Run], _ arguments: Arguments, _ terminal: Terminal) throws {
    guard runs.count == 1 else {
      throw UsageError(
        problem: "bench export: --to c writes one network, not \(runs.count)",
        advice: ["name one run"])
    }
    let path = try arguments[Options.output] ?? "\(runs[0].id).c"
    let output = try OutputFile(path)
    let step = try arguments.operands.first.flatMap {
      try arguments.workspace().store.resolve($0).step
    }
    let model = try runs[0].trainedModel(
      at: try arguments.point(Options.checkpoint, step: step), to: "export")
    for warning in model.warnings { terminal.warning(warning) }
    let examples = try model.answeredExamples(8, with: try Machine.resources(arguments))
    try output.write(CExport(model, path: path, examples: examples).bytes)
    if output != .standardOutput { terminal.output.print(path.escaped) }
  }
}
