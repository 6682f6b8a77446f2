import Datasets
import Engine
import Experiments
import Reports
import Runs
import Training

/// One training on the command line: the trainer speaks, the recorder writes, the terminal shows.
struct TrainingSession {
  let recorder: RunRecorder
  let workspace: Workspace
  let resuming: TrainingState?
  let dataset: LoadedDataset
  let threads: Int
  let kernels: Kernels
  let terminal: Terminal
  let isQuiet: Bool
  /// Where one command trains several runs; it listens for signals then.
  var place: BatchPlace?

  /// Trains to the end, or until a signal comes, and says how it went.
  func perform() throws -> ExitStatus {
    let board = place?.board ?? ProgressBoard(on: terminal.messages, isQuiet: isQuiet)
    if place == nil {
      StopSignal.listen(training: [recorder.id], wording: terminal.wording)
      // Nothing more is loaded: the training needs the memory.
      DatasetConfiguration.forgetFiles()
    }
    let outcome = try train(board)
    return board.print(ending: place?.index ?? 0) {
      TrainingEnding(
        recorder: recorder, workspace: workspace, terminal: terminal, isQuiet: isQuiet,
        isOneOfSeveral: place != nil
      )
      .tell(outcome)
    }
  }

  private func train(_ board: ProgressBoard) throws -> TrainingOutcome {
    let progress = ProgressReport(
      recorder.experiment, from: resuming?.step ?? 0, after: recorder.timing.totalSeconds,
      on: board, stream: terminal.messages,
      isQuiet: isQuiet, place: place)
    do {
      let trainer = try Trainer(
        recorder.experiment, dataset: dataset, threads: threads, kernels: kernels,
        resuming: resuming)
      try tellThreads(trainer.threads, on: board)
      var unanswered: String?
      let outcome = try trainer.run(
        isStopped: {
          guard let signal = StopSignal.received else { return false }
          board.announceStop(signal)
          return true
        },
        listen: { event in
          try recorder.record(event)
          progress.take(event)
          if case .finishedPredictions(let predictions) = event {
            unanswered = PredictionsTable(predictions).noteOfUnanswered
          }
        })
      try recorder.finish(outcome)
      if let unanswered { board.print { terminal.warning("\(recorder.id): \(unanswered)") } }
      return outcome
    } catch {
      board.remove(place?.index ?? 0)
      recorder.fail((error as? RunError)?.message ?? "\(error)")
      throw error
    }
  }

  /// Threads change no result, and a system that has no more of them is no reason to fail.
  private func tellThreads(_ count: Int, on board: ProgressBoard) throws(RunError) {
    try recorder.note(threads: count)
    guard count < threads else { return }
    board.print {
      terminal.warning(
        "\(recorder.id): the system gave \(count) of \(threads) threads; the results are the same")
    }
  }
}

/// Which one a run is of several that one command trains.
struct BatchPlace: Sendable {
  /// From 0, in the order of the command.
  let index: Int
  let id: String
  /// What its live line begins with: `seed 2 (2 of 3)`.
  let title: String
  /// Shared by them all.
  let board: ProgressBoard
}
