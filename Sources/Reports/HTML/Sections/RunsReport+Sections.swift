import Experiments
import Runs

extension RunsReport {
  /// With more runs than this, only the best are compared without a click.
  static let mostSideBySide = 12
  private static let mostRanked = 10

  /// The differences of two or more runs.
  var comparisonSections: [HTML] {
    guard let comparison else { return [] }
    var sections: [HTML] = []
    if let groups {
      sections += [.element("h2", [:], "Groups"), GroupChart(groups).html, groups.table.html]
    }
    if isSeedsAlone {
      return [.element("h2", [:], "The seeds"), SeedTable(runs.map(\.run)).table.html]
    }
    let tables = comparison.tables
    guard runs.count > Self.mostSideBySide else {
      sections.append(.element("h2", [:], "Side by side"))
      if tables.isEmpty {
        sections += comparison.closingLines.map { .element("p", [:], $0) }
      }
      return sections + tables.map(\.html)
    }
    sections +=
      groups == nil && rankingObstacle == nil
      ? [.element("h2", [:], "The best \(Self.mostRanked) runs"), ranked(comparison).html]
      : [.element("h2", [:], "Side by side")]
    sections.append(.details("All \(runs.count) runs side by side", tables.map(\.html)))
    sections.append(
      .details(
        "All \(runs.count) runs: state, time, best values",
        [RunList(runs.map(\.run)).table(now: nil).html]))
    return sections
  }

  /// Returns the best runs with the settings in which the runs differ.
  private func ranked(_ comparison: Comparison) -> Table {
    let metric = try? MetricChoice(nil, among: comparison.runs)
    let differences = comparison.differences.prefix(5)
    var columns: [Table.Column] = [.init(""), .init("run", align: .left)]
    columns += differences.map { .init($0.path) }
    if let metric { columns += [.init("\(metric.name) last"), .init("best")] }
    columns.append(.init("state", align: .left))
    let order = Self.ranking(of: comparison.runs).prefix(Self.mostRanked)
    return Table(
      columns,
      rows: order.enumerated().map { place, index in
        let run = comparison.runs[index]
        let best = metric.flatMap {
          run.metrics.summary(of: $0.name, direction: $0.direction)?.best
        }
        var cells: [Cell] = [.integer(place + 1), .text(run.id)]
        cells += differences.map { .definitionValue($0.values[index]) }
        if let metric {
          cells += [.metric(metric.value(of: run)), .best(best?.value, best?.epoch)]
        }
        let state = runs[index].run.state
        return cells + [.text(state.rawValue, tone: state.tone)]
      })
  }

  /// The part about each run, folded if there are several; of many runs only the best and the
  /// worst.
  var runSections: HTML {
    let isOpen = runs.count <= Self.mostOpen
    let sections = Self.detailed(among: runs).filter { runs[$0].details != nil }.map { index in
      RunSection(runs[index], isAlone: runs.count == 1, isOpen: isOpen).html
    }
    if isOpen { return .group(sections) }
    let rest =
      sections.count < runs.count
      ? "Of so many runs only the best and the worst are shown by themselves; any other: bench "
        + "report RUN." : "Folded: click on one."
    return .group(
      [.element("h2", [:], "Each run by itself"), .element("p", ["class": "soft screen"], rest)]
        + sections)
  }
}
