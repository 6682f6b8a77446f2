import Datasets
import Execution
import Runs

extension TrainingSession {
  /// Trains the only run of a command, to the end or until a signal comes, and prints the outcome.
  ///
  /// - Parameter eventFolder: for TensorBoard's event files; nil for none.
  func perform(
    on terminal: Terminal, in workspace: Workspace, isQuiet: Bool, eventFolder: String? = nil
  ) throws -> ExitStatus {
    let board = ProgressBoard(on: terminal.messages, isQuiet: isQuiet)
    StopSignal.listen(training: [recorder.id], wording: terminal.wording)
    // Nothing more is loaded: the training needs the memory.
    DatasetConfiguration.forgetFiles()
    let report = ProgressReport(self, in: workspace, on: board, terminal, isQuiet: isQuiet)
    let events = eventFolder.map { folder in
      EventListener(self, in: folder) { problem in board.print { terminal.warning(problem) } }
    }
    let listeners: [any TrainingListener] = [report] + (events.map { [$0] } ?? [])
    let outcome = try perform(telling: listeners) { board.isStopped }
    return ExitStatus(outcome)
  }
}
