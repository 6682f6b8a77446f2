import Execution
import Experiments
import Files
import Reports
import Runs

extension Command {
  static let evaluate = Command(
    verb: "evaluate", operands: "RUN", operandCount: 1...1,
    summary: "try a run's weights on any part of any data",
    options: [
      Options.checkpoint, Options.part, Options.dataset,
      Options.set.described("other data, e.g. --set 'dataset.subset.test=[0,8000]' (repeatable)"),
      Options.predictions, Options.threads, Options.format, Options.workspace,
    ],
    notes: [
      "Nothing in the run's folder is written. Other data become numbers as the run's own did: by its",
      "classes, categories, means and deviations.",
    ],
    example: "bench evaluate lenet5-sgd-001 --part train",
    exits: "0 evaluated, 1 failed, 2 bad usage, 5 data, 130 Ctrl-C"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let part = try arguments[Options.part]
    let selection = try arguments.workspace().store.resolve(arguments.operands[0])
    let point = try arguments.point(Options.checkpoint, step: selection.step)
    var overrides = try arguments.overrides()
    var files: String?
    switch try arguments[Options.dataset] {
    case .named(let name): overrides.insert(name, at: 0)
    case .files(let path): files = path
    case nil: break
    }
    let evaluation = RunEvaluation(
      of: selection.run, at: point, on: part,
      changedBy: overrides, otherFiles: files, with: try Machine.resources(arguments))
    let predictions = try arguments[Options.predictions]
    let outcome = try evaluation.perform(
      beginning: { StopSignal.listen(lastWords: "") }, isStopped: { StopSignal.received != nil })
    guard let outcome else { return .stopped(signal: StopSignal.received ?? 2) }
    for warning in outcome.warnings { terminal.warning(warning) }
    for note in outcome.notes { terminal.note(note) }
    let report = EvaluationReport(outcome, of: selection.run.id)
    if let predictions {
      try terminal.write(
        report.predictions.text(isClassification: outcome.experiment.isClassification),
        to: predictions)
    }
    if predictions == .standardOutput { return .done }
    terminal.print(report, as: format)
    return .done
  }
}
