import Experiments
import Files
import JSON
import Reports
import Runs

extension Command {
  static let evaluate = Command(
    verb: "evaluate", operands: "RUN", operandCount: 1...1,
    summary: "try a run's weights on any part of any data",
    options: [
      .value("checkpoint", "WHERE", "step-N, best or latest; default latest"),
      .value("part", "PART", "test, validation or train; default test"),
      .value("dataset", "NAME", "another data set, short for --set 'dataset.name=\"NAME\"'"),
      .value(
        "set", "PATH=JSON", "other data, e.g. --set 'dataset.subset.test=[0,8000]' (repeatable)",
        isRepeatable: true),
      .value(
        "predictions", "FILE",
        "write a row an example there, as in predictions.csv; - prints them alone"),
      .value("threads", "N", "threads, default all cores; never changes a result"),
      .format, .workspace,
    ],
    notes: [
      "Nothing in the run's folder is written. With normalize standard other data are scaled by mean",
      "and deviation of the run's own training part.",
    ],
    example: "bench evaluate lenet5-sgd-001 --part train",
    exits: "0 evaluated, 1 failed, 2 bad usage, 5 data, 130 Ctrl-C"
  ) { arguments, terminal in
    let format = try arguments.choice("format", default: TableFormat.table)
    let part = try arguments.choice("part", default: DataPart.test)
    let selection = try arguments.workspace().store.resolve(arguments.operands[0])
    let point = try resumePoint(arguments.value("checkpoint"), step: selection.step)
    let name = try arguments.value("dataset").map {
      try DefinitionOverride(parsing: "dataset.name=\(JSONValue.string($0).canonicalText)")
    }
    let session = RunEvaluation(
      run: selection.run, point: point, part: part,
      overrides: (name.map { [$0] } ?? []) + (try arguments.overrides()),
      threads: try arguments.threads() ?? Machine.cores)
    let predictions = try arguments.value("predictions").map(OutputFile.init)
    guard let result = try session.perform() else {
      return .stopped(signal: StopSignal.received ?? 2)
    }
    for warning in result.warnings { terminal.warning(warning) }
    if let predictions { try terminal.write(result.csv, to: predictions) }
    if predictions == .standardOutput { return .done }
    terminal.print(result.report, as: format)
    return .done
  }
}
