import Execution
import Experiments
import Reports
import Runs

extension SweepResults {
  /// Prints what the runs with fresh seeds say of the base and the best point, once all have ended.
  func printConfirmation(as format: TableFormat) throws {
    let sides = schedule.confirmation
    let trials = sides.flatMap(\.trials)
    guard !trials.isEmpty, trials.allSatisfy({ progress[$0.id].hasEnded }) else { return }
    let terminal = terminal.speaking(beside: format)
    terminal.output.print()
    guard sides.count == 2 else { return try printBase(sides[0], on: terminal) }
    for (side, name) in zip(sides, ["the base", "the best point"]) where finished(side).isEmpty {
      return terminal.output.printFolded(
        "base and best with fresh seeds cannot be compared: no run of \(name) finished "
          + "(\(ends(of: side)))")
    }
    try printComparison(
      trials, by: sides[1].values.settings.map(\.path).joined(separator: ","),
      as: format == .markdown ? .markdown : .table, on: terminal)
  }

  private func printComparison(
    _ trials: [SweepTrial], by key: String, as format: TableFormat, on terminal: Terminal
  ) throws {
    let runs = try trials.map { try workspace.store.run($0.id) }
    let finished = runs.filter { $0.state == .finished }
    let leftOut = runs.filter { $0.state != .finished }
    let compared = try finished.map { try ComparedRun($0) }
    do throws(GroupingProblem) {
      let groups = try GroupComparison(
        compared, by: key, metric: metric(of: compared),
        leftOut: leftOut.compactMap { try? ComparedRun($0) })
      let seeds = sweep.definition.confirmSeeds ?? 0
      terminal.output.print("base and best with \(seeds) fresh seeds:")
      Command.print(groups, of: finished, in: workspace, as: format, on: terminal)
    } catch {
      terminal.note("base and best with fresh seeds cannot be compared: \(error.problem)")
    }
  }

  /// Prints that the best point is the base itself, with its mean over the fresh seeds.
  private func printBase(_ base: SweepConfirmation, on terminal: Terminal) throws {
    let runs = try finished(base).map { try ComparedRun(try workspace.store.run($0.id)) }
    let metric = metric(of: runs)
    let values = runs.compactMap { $0.metrics.values(of: metric)?.last }
    var text = "the best point is the base itself"
    if !values.isEmpty {
      let mean = Sample(values).mean.fixed(4)
      text += "; \(metric) with \(values.count.counted(of: "fresh seed")): mean \(mean)"
    }
    if runs.count < base.trials.count { text += " (\(ends(of: base)))" }
    terminal.output.printFolded(text)
  }

  /// The metric to compare: the one that chose, but of the test part if the runs have that.
  private func metric(of runs: [ComparedRun]) -> String {
    let test = "test_" + sweep.plan.metric.quantity.rawValue
    return runs.allSatisfy { $0.metrics.hasMetric(test) } ? test : sweep.plan.metric.rawValue
  }

  private func finished(_ side: SweepConfirmation) -> [SweepTrial] {
    side.trials.filter { progress[$0.id].state == .finished }
  }

  /// `5 of 7 diverged, 1 of 7 failed`
  private func ends(of side: SweepConfirmation) -> String {
    [TrialProgress.State.diverged, .failed].compactMap { state in
      let count = side.trials.count { progress[$0.id].state == state }
      return count > 0 ? "\(count) of \(side.trials.count) \(state.word)" : nil
    }
    .joined(separator: ", ")
  }
}
