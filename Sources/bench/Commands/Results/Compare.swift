import Reports
import Runs

extension Command {
  static let compare = Command(
    verb: "compare", operands: "RUN RUN…", operandCount: 2...Int.max,
    summary: "what differs, which is better, and how sure that is",
    options: [
      Options.groupBy, Options.metric, Options.margin, Options.filter, Options.format,
      Options.workspace,
    ],
    example: "bench compare lenet5-sgd-001 latest",
    exits: "0 compared, 1 equal run keys but other weights, 2 bad usage"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let margin = try arguments[Options.margin]
    let workspace = try arguments.workspace()
    let named = try arguments.runs(of: "compare", in: workspace.store)
    let runs = try named.map { try ComparedRun($0) }
    if let key = try arguments[Options.groupBy] {
      let groups = try GroupComparison(
        runs, by: key, metric: arguments[Options.metric],
        leftOut: arguments.runsLeftOut(named, in: workspace.store), margin: margin)
      print(groups, of: named, in: workspace, as: format, on: terminal)
      return .done
    }
    // Runs of one sweep differ by design in the settings that it varies.
    if let key = SweepKey(of: named),
      let groups = try? GroupComparison(
        runs, by: key.text, metric: arguments[Options.metric],
        leftOut: arguments.runsLeftOut(named, in: workspace.store), margin: margin)
    {
      print(groups, of: named, in: workspace, as: format, on: terminal)
      return .done
    }
    let metric = try arguments[Options.metric].map { try MetricChoice($0, among: runs) }
    let comparison = try Comparison(runs, metric: metric, checking: margin)
    let place = comparison.ledgerKey?.noted(in: workspace.store)
    let status = print(comparison, place, as: format, on: terminal)
    if status == .done, format == .table, named.count == 2, terminal.messages.isTerminal {
      let commands = named.map { TrainingCommand(ofSettingOf: $0, in: workspace.library) }
      let question = PathSuggestion(comparison, commands)
      for line in question?.lines ?? [] { terminal.hint(line) }
    }
    return status
  }
}
