import Runs

extension Command {
  static let watch = Command(
    verb: "watch", operands: "[RUN]", operandCount: 0...1,
    summary: "look on while runs train in other terminals",
    options: [Options.resultFormat, Options.workspace],
    notes: [
      "On a terminal a table of the running runs with their curves in one drawing, or RUN's metrics and",
      "curves, redrawn twice a second; else at most about 100 lines a run. It ends when none runs any",
      "more, and changes none.",
    ],
    example: "bench watch lenet5-sgd-001"
  ) { arguments, terminal in
    let workspace = try arguments.workspace()
    let id = try arguments.operands.first.map { try workspace.store.resolve($0).run.id }
    var watch = RunWatch(
      id, in: workspace, as: try arguments[Options.resultFormat], on: terminal)
    return try watch.perform()
  }
}
