import Experiments
import Runs

/// What one run, two or many come to, as a page.
package struct RunsReport: Sendable {
  let runs: [ReportedRun]
  /// nil for one run.
  let comparison: Comparison?
  /// Where the runs are several seeds of some settings.
  let groups: GroupComparison?

  /// Beyond so many runs, each one's own figures are left out.
  package static let mostDetailed = 6

  /// - Parameters:
  ///   - key: what groups the runs; nil: what tells them apart beside their seeds, if one thing
  ///     does.
  package init(_ runs: [ReportedRun], by key: String?) throws {
    precondition(!runs.isEmpty)
    self.runs = runs
    let compared = runs.map(\.compared)
    comparison = runs.count > 1 ? Comparison(compared) : nil
    if let key {
      groups = try GroupComparison(compared, by: key, metric: nil)
    } else {
      groups = comparison?.groupingKey.flatMap {
        try? GroupComparison(compared, by: $0, metric: nil)
      }
    }
  }

  package var page: Page {
    Page(
      title: title,
      sections: [header, curves] + comparisonSections
        + (runs.count <= Self.mostDetailed
          ? runs.map { RunSection($0, isAlone: runs.count == 1).html } : [summaries]))
  }

  private var title: String {
    switch runs.count {
    case 1: runs[0].compared.id
    case 2: "\(runs[0].compared.id) and \(runs[1].compared.id)"
    default: "\(runs.count) runs: \(runs[0].compared.id) to \(runs[runs.count - 1].compared.id)"
    }
  }

  /// The title, the honest sentence, and what to keep in mind.
  private var header: HTML {
    var parts: [HTML] = [.element("h1", [:], title)]
    let (claim, notes) = conclusion
    if !claim.isEmpty { parts.append(.element("p", ["class": "claim"], claim)) }
    parts += notes.map { .element("p", ["class": "note"], "Note: " + $0) }
    return .element("header", [:], parts)
  }

  private var conclusion: (claim: String, notes: [String]) {
    if let groups {
      return (groups.conclusion.joined(separator: " "), groups.notes)
    }
    if let comparison {
      // How the weights relate, a blank line, and the claim.
      let parts = comparison.closingLines.split(separator: "").map { $0.joined(separator: " ") }
      return (
        parts.last ?? "",
        parts.dropLast() + comparison.notes
          + (comparison.contradiction.map { [$0] } ?? [])
      )
    }
    let state = "\(runs[0].run.state.rawValue), \(runs[0].facts.place)"
    return (runs[0].compared.predictions?.accuracySentence ?? state, [])
  }

  /// A chart for each metric, a line a run; of few runs training is dashed beside the rest.
  private var curves: HTML {
    let names = runs.flatMap(\.compared.metrics.metricNames).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let isTogether = runs.count <= 4
    let kinds = isTogether ? Self.kinds(names) : names.map { ($0, [$0]) }
    let charts = kinds.compactMap { title, columns in
      LineChart(title, columns.flatMap { column in lines(of: column, isTogether: isTogether) })
    }
    return .group([
      .element("h2", [:], "Learning curves"),
      charts.isEmpty
        ? .element("p", ["class": "soft"], "None before the second epoch.")
        : .element("div", ["class": "charts"], charts.map(\.html)),
    ])
  }

  /// `loss` with all losses, `accuracy` with all accuracies, the others by themselves.
  private static func kinds(_ names: [String]) -> [(String, [String])] {
    let kind = { (name: String) in
      ["loss", "accuracy"].first {
        name == "train_\($0)" || name == "validation_\($0)"
          || name == "test_\($0)"
      } ?? name
    }
    return names.map(kind).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .map { title in (title, names.filter { kind($0) == title }) }
  }

  private func lines(of column: String, isTogether: Bool) -> [LineChart.Line] {
    runs.enumerated().compactMap { index, run in
      let metrics = run.compared.metrics
      guard let values = metrics.values(of: column) else { return nil }
      let points = zip(metrics.epochs, values).map { LineChart.Point(x: Double($0), y: $1) }
      let isTraining = column.hasPrefix("train")
      let name =
        runs.count == 1 ? column : isTogether ? "\(run.compared.id) \(column)" : run.compared.id
      let colour =
        runs.count == 1 ? (isTraining ? 0 : column.hasPrefix("test") ? 1 : 2) : colour(of: index)
      return LineChart.Line(
        name, points: points, colour: colour, isDashed: isTogether && isTraining,
        kind: isTogether ? nil : group(of: index)?.name)
    }
  }

  /// A colour a run, or a group where there are groups.
  private func colour(of index: Int) -> Int {
    group(of: index).flatMap { groups?.groups.firstIndex(of: $0) } ?? index
  }

  private func group(of index: Int) -> GroupComparison.Group? {
    let id = runs[index].compared.id
    return groups?.groups.first { $0.runs.contains { $0.id == id } }
  }
}

extension Comparison {
  /// The one thing beside the seed that tells several seeds' runs apart; nil where there are more,
  /// or where no two runs share it.
  var groupingKey: String? {
    let paths = differences.map(\.path).filter { $0 != "seed" }
    let key: String?
    if Set(runs.map(\.experiment)).count > 1 {
      key = "experiment"
    } else if paths.count == 1 {
      key = paths[0]
    } else {
      key = paths.first { path in
        path.hasSuffix(".type")
          && paths.allSatisfy { $0.hasPrefix(path.dropLast("type".count)) }
      }
    }
    guard let key else { return nil }
    let values = runs.map { run in
      key == "experiment" ? .string(run.experiment) : run.definition?[path: JSONPath(key)]
    }
    return Set(values).count < runs.count ? key : nil
  }
}
