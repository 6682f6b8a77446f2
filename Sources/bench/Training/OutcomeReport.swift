import Datasets
import Engine
import Experiments
import Reports
import Runs
import Training

/// What a training's end says: results on standard output, all else on standard error.
struct OutcomeReport {
  let recorder: RunRecorder
  let workspace: Workspace
  let terminal: Terminal
  let isQuiet: Bool
  /// Whether a table of all runs follows, so that this one's results need only a line.
  let isOneOfSeveral: Bool

  /// Prints how it ended.
  func tell(_ outcome: TrainingOutcome) {
    if !isQuiet, !terminal.messages.canRedraw { printPlainly() }
    switch outcome {
    case .finished:
      printResults()
    case .stopped:
      printInterruption()
    case .diverged(let step, let epoch, let batch, let loss, let cause):
      terminal.error(
        "\(recorder.id) diverged at step \(step) (epoch \(epoch), batch \(batch) of "
          + "\(recorder.experiment.stepsPerEpoch)): \(cause.sentence(loss: loss.fixed(4)))",
        advice: advice(on: cause, at: step), status: .diverged)
    }
  }

  private func printPlainly() {
    let record = recorder.record
    terminal.messages.print(
      "run=\(record.id) state=\(record.state.rawValue) step=\(recorder.lastSaved?.step ?? 0) "
        + "seconds=\(record.summary.totalSeconds.fixed(2)) weights=\(record.shortDigest)")
  }

  private func printResults() {
    guard !isOneOfSeveral else {
      if !isQuiet, terminal.messages.canRedraw {
        terminal.messages.print(recorder.record.seedLine)
      }
      return
    }
    guard !isQuiet else { return terminal.output.print(recorder.id) }
    terminal.output.print(recorder.record.finishedLine)
    if let end = recorder.record.summary.earlyEnd(
      of: recorder.experiment.training, state: .finished)
    {
      terminal.output.print(end)
    }
    terminal.print(recorder.record.summary.table, as: .table)
    terminal.output.print("weights \(recorder.record.shortDigest) in \(recorder.path.escaped)")
    for remark in remarks { terminal.note(remark) }
  }

  /// Signs that nothing was learnt.
  private var remarks: [String] {
    FutileTraining.remarks(
      recorder.metrics, (try? workspace.store.run(recorder.id).predictions()) ?? nil,
      classes: ClassNames(recorder.experiment))
  }

  private func printInterruption() {
    let experiment = recorder.experiment
    let saved = recorder.lastSaved
    let place = RunRecord.place(
      step: saved?.step ?? 0, of: experiment.totalSteps, epoch: saved?.epoch ?? 0,
      batch: saved?.batch ?? 0, of: experiment.stepsPerEpoch)
    terminal.messages.print("\(recorder.id) interrupted: \(place)")
    terminal.advise("go on: \(command: .resume(run: recorder.id))")
  }

  private func advice(on cause: DivergenceCause, at step: Int) -> [Remedy] {
    // Of the first weights no learning rate is to blame.
    guard cause != .gradientNorm || step > 1 else {
      return [
        "last good checkpoint: step \(recorder.lastSaved?.step ?? 0)",
        "the loss is too steep for float32: make loss.scale smaller, or the inputs",
      ]
    }
    let advice = DivergenceAdvice(recorder.record, recorder.experiment, in: workspace)
    return [
      "last good checkpoint: step \(recorder.lastSaved?.step ?? 0); \(advice.name) was "
        + "\(advice.rate). Try a smaller one:", "\(command: advice.command)",
    ]
  }
}

extension ExitStatus {
  /// How a training ended.
  init(_ outcome: TrainingOutcome) {
    switch outcome {
    case .finished: self = .done
    case .stopped: self = .stopped(signal: StopSignal.received ?? 2)
    case .diverged: self = .diverged
    }
  }
}
