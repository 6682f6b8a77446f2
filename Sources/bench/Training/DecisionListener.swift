import Datasets
import Engine
import Execution
import Experiments
import Reports
import Runs

/// Shows the trainings of a decision: a live line each on a terminal, and what goes wrong.
final class DecisionListener: BatchListener {
  private let trials: [DecisionTrial]
  private let titles: [String]
  private let workspace: Workspace
  private let terminal: Terminal
  private let board: ProgressBoard
  private let warned: Set<String>

  init(
    _ batch: TrainingBatch, _ trials: [DecisionTrial], of plan: DecisionPlan,
    in workspace: Workspace, on board: ProgressBoard, _ terminal: Terminal
  ) {
    self.trials = trials
    self.workspace = workspace
    self.board = board
    self.terminal = terminal
    let names = DecisionNames(plan.demand)
    titles = trials.map { trial in
      let most = plan.demand.maximum.map { " of \($0)" } ?? ""
      return "pair \(trial.pair + 1)\(most), \(trial.isBase ? names.base : names.other)"
    }
    // What is true of every pair is said with the first.
    warned = trials.first?.pair == 0 ? Set(trials.flatMap(\.experiment.warnings)) : []
    for warning in warned.sorted() { board.print { terminal.warning(warning) } }
  }

  var isStopped: Bool { board.isStopped }

  func pass(_ index: Int, for run: Run) {}

  func passOver(_ run: Run) {}

  func take(_ findings: [CheckFinding], of experiment: ResolvedExperiment) {
    board.print {
      terminal.note("the data: \(findings[0].description); \(command: .checkData(experiment.name))")
    }
  }

  func refuse(_ index: Int, _ error: any Error) {
    board.print { _ = terminal.report(error, of: titles[index]) }
  }

  func fail(_ id: String, _ error: any Error) {
    board.print { _ = terminal.report(error, of: id) }
  }

  func begin(
    _ index: Int, _ session: TrainingSession, resuming report: ResumeReport?
  ) -> [any TrainingListener] {
    if let report {
      board.print { for warning in report.warnings { terminal.warning(warning) } }
    }
    let width = titles.map(\.count).max() ?? 0
    let place = BatchPlace(
      index: index, id: session.recorder.id, title: titles[index].padded(to: width, .left))
    return [
      ProgressReport(
        session, in: workspace, on: board, terminal, isQuiet: true, place: place)
    ]
  }

  func train(_ ids: [String]) {
    StopSignal.listen(training: ids, wording: terminal.wording)
  }

  func end(_ ends: ArraySlice<BatchOutcome>) {}
}
