import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs

/// What a sweep has come to: the table of its points, the best one, and the fresh seeds.
struct SweepResults {
  let sweep: ResolvedSweep
  let schedule: SweepSchedule
  let progress: SweepProgress
  let workspace: Workspace
  let terminal: Terminal

  init(
    _ sweep: ResolvedSweep, _ schedule: SweepSchedule, _ progress: SweepProgress,
    in workspace: Workspace, on terminal: Terminal
  ) {
    self.sweep = sweep
    self.schedule = schedule
    self.progress = progress
    self.workspace = workspace
    self.terminal = terminal
  }

  /// How the runs ended, as one.
  ///
  /// - Parameter refused: of runs that could not begin.
  func status(refused: ExitStatus?) -> ExitStatus {
    let states = trials.map { progress[$0.id].state }
    var statuses: [ExitStatus] = refused.map { [$0] } ?? []
    if states.contains(.failed) { statuses.append(.failed) }
    if states.contains(.diverged) { statuses.append(.diverged) }
    return ExitStatus(statuses)
  }

  private var trials: [SweepTrial] { schedule.trials(of: sweep.plan) }

  func print(as format: TableFormat) throws {
    terminal.print(SweepTable(sweep, schedule, progress).table, as: format)
    let stream = terminal.speaking(beside: format).output
    if format.isForPeople { stream.print() }
    for line in closingLines { stream.printFolded(line.escaped) }
    let failed = trials.filter { progress[$0.id].state == .failed }
    if let first = failed.first {
      terminal.warning(
        "\(failed.count.counted(of: "run")) failed, the first is \(first.id)",
        advice: [
          "why: \(command: .show(first.id))",
          "again: \(command: .sweep(sweep.name, retryingFailed: true))",
        ])
    }
    try printConfirmation(as: format)
  }

  /// The best point, among how many it was chosen, and how many have no result.
  var closingLines: [String] {
    guard let best = schedule.ranking.first else { return ["no point has a result yet"] }
    let tried = schedule.ranking.count
    // Several seeds on one fold count as one value.
    let values = sweep.definition.folds ?? sweep.plan.seeds.count
    let point = best.point
    let settings = schedule.varyingPaths.compactMap { path in
      point.values[path].map { "\(path) \($0.shownInTable)" }
    }
    let words = settings.isEmpty ? "" : " (\(settings.joined(separator: ", ")))"
    let choice = tried > 1 ? ", " + SelectionFlattery(candidates: tried, seeds: values).label : ""
    return [
      "best  \(point.label)\(words): \(sweep.plan.metric.rawValue) \(best.value.fixed(4))\(choice)"
    ] + (unranked.map { [$0] } ?? [])
  }

  /// `4 more points have no result: 1 failed, 3 diverged`
  private var unranked: String? {
    let ranked = Set(schedule.ranking.map(\.point.index))
    let states = schedule.points.filter { !ranked.contains($0.index) }.map { point in
      sweep.plan.trials(of: point).map { progress[$0.id].state }
    }
    let failed = states.count { $0.contains(.failed) }
    let diverged = states.count { $0.contains(.diverged) && !$0.contains(.failed) }
    let parts = [(failed, "failed"), (diverged, "diverged")].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return nil }
    let count = failed + diverged
    return "\(count) more point\(count == 1 ? " has" : "s have") no result: "
      + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// Prints the ids of finished runs, which is all that `--quiet` prints.
  func printIDs() {
    for trial in trials where progress[trial.id].state == .finished {
      terminal.output.print(trial.id)
    }
  }

  /// `24 runs: 12 finished, 12 not begun`.
  var counts: String {
    let states: [(TrialProgress.State, String)] = [
      (.finished, "finished"), (.running, "running"), (.interrupted, "interrupted"),
      (.pruned, "pruned"), (.failed, "failed"), (.diverged, "diverged"), (.absent, "not begun"),
    ]
    let trials = trials
    let shown = states.compactMap { state, word -> String? in
      let count = trials.count { progress[$0.id].state == state }
      return count > 0 ? "\(count) \(word)" : nil
    }
    return "\(trials.count.counted(of: "run")): \(shown.joined(separator: ", "))"
  }

  /// Says what a signal left.
  func tellStop() {
    terminal.messages.print(counts)
    terminal.advise("go on: \(command: .sweep(sweep.name))")
  }
}

extension UsageError {
  init(_ conflict: SweepConflict) {
    let shown = conflict.runs.prefix(3).joined(separator: ", ")
    let more = conflict.runs.count > 3 ? ", …" : ""
    self.init(
      problem:
        "\(shown)\(more) \(conflict.runs.count == 1 ? "has the name of a run" : "have the names of runs") of sweep "
        + "\(conflict.sweep), but another definition or other data",
      advice: [
        "its base or its data changed since; to train all points anew, move its runs away:",
        "  \(command: .remove(where: "sweep == '\(conflict.sweep)'"))",
        "or give the sweep's file another name, which begins the names of its runs",
      ])
  }
}
