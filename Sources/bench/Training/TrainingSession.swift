import Datasets
import Engine
import Experiments
import Reports
import Runs
import Training

/// One training on the command line: the trainer speaks, the recorder writes, the terminal shows.
struct TrainingSession {
  let recorder: RunRecorder
  let resuming: TrainingState?
  let dataset: LoadedDataset
  let threads: Int
  let kernels: Kernels
  let terminal: Terminal
  let isQuiet: Bool
  /// Whether a table of all runs follows, so that this one's results need only a line.
  var isOneOfSeveral = false
  /// `seed 2 (2 of 3)` where one command trains several runs.
  var prefix: String?

  /// Trains to the end, or until a signal comes, and says how it went.
  func perform() throws -> ExitStatus {
    StopSignal.listen(
      lastWords: "\n^C stopped at once, not saved; nothing before is lost. Go on: "
        + "\(ProgramName.current) resume \(recorder.id)\n")
    let progress = ProgressReport(
      recorder.experiment, from: resuming?.step ?? 0, on: terminal.messages, isQuiet: isQuiet,
      prefix: prefix)
    let outcome = try train(progress)
    progress.clear()
    return TrainingEnding(
      recorder: recorder, terminal: terminal, isQuiet: isQuiet, isOneOfSeveral: isOneOfSeveral
    )
    .tell(outcome)
  }

  private func train(_ progress: ProgressReport) throws -> TrainingOutcome {
    do {
      let trainer = try Trainer(
        recorder.experiment, dataset: dataset, threads: threads, kernels: kernels,
        resuming: resuming)
      let outcome = try trainer.run(
        isStopped: {
          guard let signal = StopSignal.received else { return false }
          progress.announceStop(signal)
          return true
        },
        listen: { event in
          try recorder.record(event)
          progress.take(event)
        })
      try recorder.finish(outcome)
      return outcome
    } catch {
      progress.clear()
      recorder.fail((error as? RunError)?.message ?? "\(error)")
      throw error
    }
  }
}
