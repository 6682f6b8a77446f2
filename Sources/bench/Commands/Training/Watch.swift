import Experiments
import Runs

extension Command {
  static let watch = Command(
    verb: "watch", operands: "[RUN|SWEEP]", operandCount: 0...1,
    summary: "look on while runs train in other terminals",
    options: [Options.workspace],
    notes: [
      "On a terminal a table of the running runs, or RUN's metrics and curves, redrawn twice a",
      "second; else at most about 100 lines a run. It ends when none runs any more, and changes none.",
    ],
    example: "bench watch lenet5-sgd-001"
  ) { arguments, terminal in
    let workspace = try arguments.workspace()
    let name = arguments.operands.first
    let sweep = name.flatMap { SweepLibrary(of: workspace.library).names.contains($0) ? $0 : nil }
    let id = try sweep == nil ? name.map { try workspace.store.resolve($0).run.id } : nil
    var watch = RunWatch(id, of: sweep, in: workspace, on: terminal)
    return try watch.perform()
  }
}
