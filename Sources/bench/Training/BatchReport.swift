import Engine
import Execution
import Experiments
import Reports
import Runs

/// Prints how the trainings of one command begin and end.
final class BatchReport: BatchListener {
  private let batch: TrainingBatch
  private let workspace: Workspace
  private let terminal: Terminal
  private let isQuiet: Bool
  private let board: ProgressBoard
  private let titles: [String]
  /// The experiments that were announced.
  private let told = Guarded<Set<String>>([])

  init(_ batch: TrainingBatch, in workspace: Workspace, on terminal: Terminal, isQuiet: Bool) {
    self.batch = batch
    self.workspace = workspace
    self.terminal = terminal
    self.isQuiet = isQuiet
    board = ProgressBoard(on: terminal.messages, isQuiet: isQuiet)
    titles = Self.titles(batch.experiments)
  }

  var isStopped: Bool { board.isStopped }

  /// Prints how many runs follow, if the output is a live terminal.
  func announce(jobs: Int) {
    guard board.isLive else { return }
    terminal.announce(
      runs: titles.count, jobs: jobs, threads: batch.threads, isa: batch.kernels.name)
  }

  func pass(_ index: Int, for run: Run) {
    if !isQuiet { board.print { terminal.tellNotNeeded(run.id) } }
  }

  func passOver(_ run: Run) {
    board.print { terminal.tellPassedOver(run) }
  }

  func resume(_ resumed: ResumedRun) {
    board.print {
      for warning in resumed.report.warnings { terminal.warning(warning) }
      if !isQuiet { terminal.messages.print(resumed.report.closingLine) }
    }
  }

  func refuse(_ index: Int, _ error: any Error) {
    board.print { _ = terminal.report(error, of: titles[index]) }
  }

  func fail(_ id: String, _ error: any Error) {
    board.print { _ = terminal.report(error, of: id) }
  }

  func begin(_ index: Int, _ session: TrainingSession) -> [any TrainingListener] {
    if !isQuiet { announce(session.recorder) }
    let width = titles.map(\.count).max() ?? 0
    let place = BatchPlace(
      index: index, id: session.recorder.id, title: titles[index].padded(to: width, .left))
    return [
      ProgressReport(session, in: workspace, on: board, terminal, isQuiet: isQuiet, place: place)
    ]
  }

  func train(_ ids: [String]) {
    StopSignal.listen(training: ids, wording: terminal.wording)
  }

  /// Prints the ids of finished runs in the order of the command, which is all that `--quiet` prints.
  func end(_ ends: ArraySlice<BatchOutcome>) {
    guard isQuiet else { return }
    for end in ends where end.status == .done {
      if let id = end.id { terminal.output.print(id) }
    }
  }

  /// Announces a run, or on a live terminal its experiment once, and prints warnings once.
  private func announce(_ recorder: RunRecorder) {
    let experiment = recorder.experiment
    let isNew = told.withLock { $0.insert(experiment.name).inserted }
    board.print {
      if !board.isLive {
        terminal.announce(recorder)
      } else if isNew {
        terminal.announce(experiment)
      }
      for warning in isNew ? experiment.warnings : [] { terminal.warning(warning) }
    }
  }

  /// `seed 2 (2 of 3)`, with the experiment's name where there are several.
  private static func titles(_ experiments: [ResolvedExperiment]) -> [String] {
    let isOnlySeed = Set(experiments.map(\.name)).count == 1
    return experiments.enumerated().map { index, experiment in
      (isOnlySeed ? "" : experiment.name + " ")
        + "seed \(experiment.seed) (\(index + 1) of \(experiments.count))"
    }
  }
}
