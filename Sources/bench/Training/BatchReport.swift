import Datasets
import Engine
import Execution
import Experiments
import Files
import Reports
import Runs

/// Prints how the trainings of one command begin and end.
final class BatchReport: BatchListener {
  private let batch: TrainingBatch
  private let workspace: Workspace
  private let terminal: Terminal
  private let isQuiet: Bool
  /// The folder for TensorBoard's event files; nil for none.
  private let eventFolder: String?
  private let board: ProgressBoard
  private let titles: [String]
  /// Whether the command trains a single run, which needs no title.
  private let isOnly: Bool
  private let state = Guarded(State())

  private struct State {
    /// The experiments that were announced.
    var announced: Set<String> = []
    /// The run that began last, if it is not a resumed one.
    var newRun: String?
  }

  init(
    _ batch: TrainingBatch, in workspace: Workspace, on terminal: Terminal, isQuiet: Bool,
    eventFolder: String? = nil
  ) {
    self.eventFolder = eventFolder
    self.batch = batch
    self.workspace = workspace
    self.terminal = terminal
    self.isQuiet = isQuiet
    board = ProgressBoard(
      on: terminal.messages, isQuiet: isQuiet, runs: batch.experiments.count)
    titles = Self.titles(batch.experiments)
    isOnly = titles.count == 1
  }

  /// The run that began last, if it is not a resumed one.
  var newRun: String? { state.withLock { $0.newRun } }

  var isStopped: Bool { board.isStopped }

  /// Prints how many runs follow, if the output is a live terminal.
  func announce(jobs: Int) {
    guard board.isLive else { return }
    terminal.announce(
      runs: titles.count, jobs: jobs, threads: batch.resources.threads,
      isa: batch.resources.kernels.name)
  }

  func pass(_ index: Int, for run: Run) {
    board.pass()
    if !isQuiet {
      board.print { terminal.tellNotNeeded(run.id) }
    }
  }

  func passOver(_ run: Run) {
    board.print { terminal.tellPassedOver(run) }
  }

  func load<Result>(_ index: Int, _ body: () throws -> Result) rethrows -> Result {
    guard isOnly, !isQuiet else { return try body() }
    return try LoadingNotice.during(on: terminal.messages, body)
  }

  func take(_ findings: [CheckFinding], of experiment: ResolvedExperiment) {
    let rest = findings.count > 1 ? ", and \(findings.count - 1) more" : ""
    board.print {
      terminal.note(
        "the data: \(findings[0].description)\(rest); \(command: .checkData(experiment.name))")
    }
  }

  func refuse(_ index: Int, _ error: any Error) {
    board.pass()
    board.print { _ = terminal.report(error, of: isOnly ? nil : titles[index]) }
  }

  func fail(_ id: String, _ error: any Error) {
    board.print { _ = terminal.report(error, of: isOnly ? nil : id) }
  }

  func begin(
    _ index: Int, _ session: TrainingSession, resuming report: ResumeReport?
  ) -> [any TrainingListener] {
    let id = session.recorder.id
    state.withLock { $0.newRun = report == nil ? id : nil }
    if let report { board.print { tell(report) } }
    if !isQuiet, report == nil || !isOnly { announce(session.recorder) }
    let width = titles.map(\.count).max() ?? 0
    let place = BatchPlace(index: index, id: id, title: titles[index].padded(to: width, .left))
    let progress = ProgressReport(
      session, in: workspace, on: board, terminal, isQuiet: isQuiet, place: isOnly ? nil : place)
    guard let eventFolder else { return [progress] }
    let events = EventListener(session, in: eventFolder) { [board, terminal] problem in
      board.print { terminal.warning(problem) }
    }
    return [progress, events]
  }

  /// Prints what resuming found: of one run of several only the last line.
  private func tell(_ report: ResumeReport) {
    guard !isOnly else { return terminal.print(report, isQuiet: isQuiet) }
    for warning in report.warnings { terminal.warning(warning) }
    if !isQuiet { terminal.messages.print(report.closingLine) }
  }

  func train(_ ids: [String]) {
    StopSignal.listen(training: ids, wording: terminal.wording)
  }

  /// Prints the ids of finished runs in the order of the command, which is all that `--quiet` prints.
  func end(_ ends: ArraySlice<BatchOutcome>) {
    guard isQuiet else { return }
    for end in ends where end.status == .done {
      // A training that is the only one prints its id as its result.
      if isOnly, case .trained = end { continue }
      if let id = end.id { terminal.output.print(id) }
    }
  }

  /// Announces a run, or on a live terminal the experiment of several once, and prints warnings once.
  private func announce(_ recorder: RunRecorder) {
    let experiment = recorder.experiment
    let isNew = state.withLock { $0.announced.insert(experiment.name).inserted }
    board.print {
      if isOnly || !board.isLive {
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
