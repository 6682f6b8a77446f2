import Datasets
import Execution
import Runs

extension TrainingSession {
  /// Trains the only run of a command, to the end or until a signal comes, and prints the outcome.
  func perform(
    on terminal: Terminal, in workspace: Workspace, isQuiet: Bool
  ) throws -> ExitStatus {
    let board = ProgressBoard(on: terminal.messages, isQuiet: isQuiet)
    StopSignal.listen(training: [recorder.id], wording: terminal.wording)
    // Nothing more is loaded: the training needs the memory.
    DatasetConfiguration.forgetFiles()
    let report = ProgressReport(self, in: workspace, on: board, terminal, isQuiet: isQuiet)
    let outcome = try perform(telling: [report]) { board.isStopped }
    return ExitStatus(outcome)
  }
}
