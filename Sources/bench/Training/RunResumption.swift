import Datasets
import Engine
import Execution
import Experiments
import Reports
import Runs

/// Going on with a run where it stopped.
struct RunResumption {
  let run: Run
  let point: ResumePoint
  let threads: Int
  let kernels: Kernels
  let workspace: Workspace
  let terminal: Terminal
  let isQuiet: Bool

  /// Takes the run, says what was found, and trains to its definition's end.
  func perform() throws -> ExitStatus {
    WaitingOutput.begin()
    try run.requireTraining(to: "resume")
    let experiment = try run.resolvedExperiment()
    guard !run.isDone(from: point) else {
      tellFinished(experiment)
      return .done
    }
    // Before the run is touched: data may be missing.
    let dataset = try run.loadData(experiment)
    let resumption = try run.resume(
      from: point, dataSHA256: dataset.dataSHA256,
      provenance: Machine.provenance(
        threads: threads, kernels: kernels, workspace: workspace, on: terminal))
    switch resumption {
    case .alreadyFinished:
      tellFinished(experiment)
      return .done
    case .ready(let resumed):
      for warning in resumed.report.warnings { terminal.warning(warning) }
      if !isQuiet {
        for line in resumed.report.lines {
          terminal.messages.print(line.escaped)
        }
      }
      return try TrainingSession(
        recorder: resumed.recorder, resuming: resumed.state, dataset: dataset, threads: threads,
        kernels: kernels
      ).perform(on: terminal, in: workspace, isQuiet: isQuiet)
    }
  }

  private func tellFinished(_ experiment: ResolvedExperiment) {
    guard !isQuiet else { return terminal.output.print(run.id) }
    let epochs = experiment.training.epochs
    let summary = run.record.summary
    terminal.messages.print("\(run.id) is finished, \(summary.epoch) of \(epochs) epochs")
    if let end = summary.earlyEnd(of: experiment.training, state: .finished) {
      return terminal.messages.print("  \(end)")
    }
    let more = max(epochs * 3 / 2, epochs + 1)
    terminal.advise("for more of them: \(command: .fork(run: run.id, epochs: more))")
  }
}
