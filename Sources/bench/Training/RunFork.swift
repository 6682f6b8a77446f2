import Datasets
import Engine
import Execution
import Experiments
import Reports
import Runs

/// A new run from another's checkpoint.
struct RunFork {
  let parent: Run
  let point: ResumePoint
  let overrides: [DefinitionOverride]
  let name: String?
  let threads: Int
  let kernels: Kernels
  let workspace: Workspace
  let terminal: Terminal
  let isQuiet: Bool

  /// Finds out whether the definition can go on from there, says what is taken over, and trains.
  func perform() throws -> ExitStatus {
    WaitingOutput.begin()
    try parent.requireTraining(to: "fork")
    let experiment = try parent.experiment(changedBy: overrides, for: .training)
    let source = try ForkSource(parent, at: point, for: experiment)
    let dataset = try experiment.dataset.load()
    let plan = try source.plan(experiment, dataSHA256: dataset.dataSHA256)
    let recorder = try workspace.store.fork(
      source, by: plan, experiment, dataSHA256: dataset.dataSHA256, name: name,
      provenance: Machine.provenance(
        threads: threads, kernels: kernels, workspace: workspace, on: terminal))
    for warning in source.warnings { terminal.warning(warning) }
    if !isQuiet {
      terminal.announce(recorder)
      let report = ForkReport(
        source: source, plan: plan, experiment: experiment, columns: recorder.metrics.metricNames)
      for line in report.lines { terminal.messages.printFolded(line.escaped) }
      for warning in experiment.warnings { terminal.warning(warning) }
    }
    let status = try TrainingSession(
      recorder: recorder, resuming: plan.state, dataset: dataset, threads: threads, kernels: kernels
    ).perform(on: terminal, in: workspace, isQuiet: isQuiet)
    if status == .done, !isQuiet {
      terminal.hintNext(after: recorder.id, of: experiment, before: parent.id)
    }
    return status
  }
}
