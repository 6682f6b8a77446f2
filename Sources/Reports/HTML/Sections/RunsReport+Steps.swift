import Runs

extension RunsReport {
  /// Returns the training loss of the logged steps; nil if no run has two of them.
  func stepChart(_ bundles: [Bundle]) -> LineChart? {
    LineChart(
      "train_loss by step", over: "step",
      bundles.isEmpty
        ? lines(of: "train_loss", isTogether: false, Self.points) : stepLines(of: bundles))
  }

  /// Returns one line per run in the colour of its group. Runs without a group, because they have
  /// no value to compare, are gray and in the background.
  private func stepLines(of bundles: [Bundle]) -> [LineChart.Line] {
    let lines = runs.compactMap { run -> LineChart.Line? in
      guard let points = Self.points(of: run) else { return nil }
      let id = run.compared.id
      guard let index = bundles.firstIndex(where: { $0.runs.contains { $0.id == id } }) else {
        return LineChart.Line(
          id, points: points, colour: 0, stroke: .faint, kind: "in no group",
          runs: [id])
      }
      return LineChart.Line(
        id, points: points, colour: index,
        stroke: index / Page.colours % 2 == 1 ? .dashed : .plain,
        kind: groups == nil ? "each seed" : bundles[index].name, runs: [id])
    }
    return lines.filter { $0.stroke == .faint } + lines.filter { $0.stroke != .faint }
  }

  private static func points(of run: ReportedRun) -> [LineChart.Point]? {
    if let rows = run.steps?.rows {
      return rows.map { LineChart.Point(x: Double($0.step), y: $0.trainLoss) }
    }
    let last = run.run.record.divergence?.lastSteps ?? []
    return last.isEmpty
      ? nil : last.map { LineChart.Point(x: Double($0.step), y: $0.trainLoss) }
  }

  /// The caption of the chart, with the runs that are left out although they may have logged steps.
  var stepWords: String {
    let read = Self.detailed(among: runs)
    let some = read.count < runs.count ? ", of the best and the worst run alone" : ""
    let source =
      runs.contains { $0.steps != nil }
      ? "in steps.csv\(some)" : "of the last \(RunDivergence.mostSteps) before it diverged"
    return "By step: the mean loss of each batch \(source)."
  }
}
