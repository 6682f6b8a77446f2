import Experiments
import Reports
import Runs

extension Command {
  static let compare = Command(
    verb: "compare", operands: "RUN RUN…", operandCount: 2...1000,
    summary: "what differs, which is better, and how sure that is",
    options: [
      .value("group-by", "PATH", "groups by experiment, sweep, tag or a value's path (A,B: both)"),
      .value("metric", "NAME", "this one alone: test_accuracy (of groups its last) or best:…"),
      .filter, .format, .workspace,
    ],
    example: "bench compare lenet5-sgd-001 latest",
    exits: "0 compared, 1 equal run keys but other weights, 2 bad usage"
  ) { arguments, terminal in
    let format = try arguments.choice("format", default: TableFormat.table)
    let workspace = try arguments.workspace()
    let named = try arguments.runs(of: "compare", in: workspace.store)
    let runs = try named.map { try ComparedRun($0) }
    if let key = arguments.value("group-by") {
      let groups = try GroupComparison(
        runs, by: key, metric: arguments.value("metric"),
        leftOut: arguments.runsLeftOut(named, in: workspace.store))
      print(groups, as: format, on: terminal)
      return .done
    }
    let metric = try arguments.value("metric").map { try MetricChoice($0, among: runs) }
    let comparison = Comparison(runs, metric: metric)
    let status = print(comparison, as: format, on: terminal)
    if status == .done, format == .table, named.count == 2, terminal.messages.isTerminal {
      let commands = named.map { TrainingCommand(ofSettingOf: $0, in: workspace.library) }
      let question = PathSuggestion(comparison, commands)
      for line in question?.lines ?? [] { terminal.hint(line) }
    }
    return status
  }
}
