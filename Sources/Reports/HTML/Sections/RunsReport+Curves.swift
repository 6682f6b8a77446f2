import Runs

extension RunsReport {
  /// Runs that are drawn as one line, their mean.
  struct Bundle {
    let name: String
    let runs: [ComparedRun]
  }

  private static let mostPaired = 4
  private static let mostNamed = 7

  /// One chart for each metric: training and test together for a few runs, the means over the seeds
  /// for groups, otherwise one line per run; and one chart of the logged steps.
  var curves: HTML {
    let names = runs.flatMap(\.compared.metrics.metricNames).unique
    let bundles = bundles
    let isTogether = bundles.isEmpty && runs.count <= Self.mostPaired
    let clock = TrainingClock(runs)
    let kinds = isTogether ? Self.kinds(names) : names.map { ($0, [$0]) }
    let charts = kinds.compactMap { title, columns in
      LineChart(
        title, most: title.hasSuffix("accuracy") ? 1 : .infinity,
        columns.flatMap { column in
          bundles.isEmpty
            ? lines(of: column, isTogether: isTogether, clock) : means(of: column, bundles, clock)
        })
    }
    let steps = stepChart(bundles)
    let words = [
      charts.isEmpty
        ? "None before the second epoch." : curveWords(bundles) + undrawnWords(bundles, names),
      steps == nil ? "" : stepWords,
    ].filter { !$0.isEmpty }.joined(separator: " ")
    return .group([
      heading("Learning curves"),
      words.isEmpty ? .group([]) : .element("p", ["class": "soft"], words),
      .element("div", ["class": "charts"], (charts + [steps].compactMap(\.self)).map(\.html)),
    ])
  }

  /// The groups, or all runs if they differ only in their seed; empty if no two runs have the same
  /// setting.
  private var bundles: [Bundle] {
    if let groups, groups.groups.contains(where: { $0.runs.count > 1 }) {
      return groups.groups.map { group in
        Bundle(name: "\(group.name) (\(Self.size(of: group)))", runs: group.runs)
      }
    }
    return isSeedsAlone
      ? [Bundle(name: "mean of \(runs.count) seeds", runs: runs.map(\.compared))] : []
  }

  /// The class of the colour that the curves give each run; none for a run without a colour of its
  /// own.
  var lineClasses: [String: String] {
    let bundles = bundles
    let coloured =
      bundles.isEmpty
      ? ranking.map { [runs[$0].compared.id] }
      : bundles.map { $0.runs.map(\.id) }
    let isRanked = bundles.isEmpty && runs.count > Self.mostNamed
    let order = bundles.isEmpty && !isRanked ? runs.map { [$0.compared.id] } : coloured
    var classes: [String: String] = [:]
    for (index, ids) in order.enumerated() where !isRanked || index < Self.mostNamed {
      for id in ids { classes[id] = "c\(index % Page.colours)" }
    }
    return classes
  }

  /// Returns `5 seeds`, or `32 runs` if some have the same seed.
  private static func size(of group: GroupComparison.Group) -> String {
    let (count, unit) = (group.runs.count, group.seeds == nil ? "run" : "seed")
    return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
  }

  private func curveWords(_ bundles: [Bundle]) -> String {
    if !bundles.isEmpty {
      let key = groups.map { ", a line a value of \($0.key)" } ?? ""
      return "Lines: means over seeds\(key). Bands: one standard deviation of the seeds on either "
        + "side. Epochs and metrics that all of a line's runs have."
    }
    return runs.count > Self.mostNamed
      ? "The best \(Self.mostNamed) runs have colours and names; the others are gray." : ""
  }

  /// Names the groups, or the runs, that no chart over the epochs can show.
  private func undrawnWords(_ bundles: [Bundle], _ metrics: [String]) -> String {
    let isAlone = bundles.isEmpty
    let lines =
      isAlone ? runs.map { Bundle(name: $0.compared.id, runs: [$0.compared]) } : bundles
    let undrawn = lines.filter { line in
      !metrics.contains { (Self.points(of: $0, line.runs)?.count ?? 0) > 1 }
    }
    guard !undrawn.isEmpty else { return "" }
    let reason = isAlone ? "one epoch at most" : "one of its runs has one epoch at most"
    return " No line for \(undrawn.map(\.name).listed): \(reason)."
  }

  /// `loss` with all losses, `accuracy` with all accuracies, the others by themselves.
  private static func kinds(_ names: [String]) -> [(String, [String])] {
    let kind = { (name: String) in
      ["loss", "accuracy"].first {
        name == "train_\($0)" || name == "validation_\($0)"
          || name == "test_\($0)"
      } ?? name
    }
    let columns = Dictionary(grouping: names, by: kind)
    return names.map(kind).unique.map { ($0, columns[$0] ?? []) }
  }

  /// Returns one line per run. If there are many, all but the best are gray and in the background.
  private func lines(
    of column: String, isTogether: Bool, _ clock: TrainingClock
  ) -> [LineChart.Line] {
    lines(of: column, isTogether: isTogether) { run in
      Self.points(of: column, [run.compared]).map { clock.located($0, of: [run.compared.id]) }
    }
  }

  func lines(
    of column: String, isTogether: Bool, _ points: (ReportedRun) -> [LineChart.Point]?
  ) -> [LineChart.Line] {
    let isTraining = column.hasPrefix("train")
    let isMany = runs.count > Self.mostNamed
    let ranking = isMany ? ranking : Array(runs.indices)
    return ranking.enumerated().reversed().compactMap { place, index in
      let run = runs[index].compared
      guard let points = points(runs[index]) else { return nil }
      if place >= Self.mostNamed {
        return LineChart.Line(
          run.id, points: points, colour: 0, stroke: .faint,
          kind: "\(runs.count - Self.mostNamed) others", runs: [run.id])
      }
      let isAlone = runs.count == 1
      return LineChart.Line(
        isAlone ? column : isTogether ? "\(run.id) \(column)" : run.id, points: points,
        colour: isAlone ? (isTraining ? 0 : column.hasPrefix("test") ? 1 : 2) : place,
        stroke: isTogether && isTraining ? .dashed : .plain, runs: isAlone ? [] : [run.id])
    }.inLegendOrder
  }

  private func means(
    of column: String, _ bundles: [Bundle], _ clock: TrainingClock
  ) -> [LineChart.Line] {
    bundles.enumerated().compactMap { index, bundle in
      let ids = bundle.runs.map(\.id)
      return Self.points(of: column, bundle.runs).map { points in
        LineChart.Line(
          bundle.name, points: clock.located(points, of: ids), colour: index,
          stroke: index / Page.colours % 2 == 1 ? .dashed : .plain, runs: ids)
      }
    }
  }

  /// Returns the mean and deviation of a metric over the epochs that all runs have; nil if a run
  /// lacks the metric.
  package static func points(of column: String, _ runs: [ComparedRun]) -> [LineChart.Point]? {
    let tables = runs.map { run in
      run.metrics.values(of: column).map { values in
        Dictionary(zip(run.metrics.epochs, values)) { _, last in last }
      }
    }
    guard tables.allSatisfy({ $0 != nil }), let first = runs.first else { return nil }
    var last = -1
    return first.metrics.epochs.compactMap { epoch in
      let values = tables.compactMap { $0?[epoch] }
      guard values.count == runs.count, epoch > last else { return nil }
      last = epoch
      let sample = Sample(values)
      return LineChart.Point(x: Double(epoch), y: sample.mean, spread: sample.deviation)
    }
  }
}

extension [LineChart.Line] {
  /// The lines that stand out are drawn last and named first.
  fileprivate var inLegendOrder: [LineChart.Line] {
    let faint = filter { $0.stroke == .faint }
    return faint + filter { $0.stroke != .faint }.reversed()
  }
}
