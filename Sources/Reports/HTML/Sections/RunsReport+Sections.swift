import Experiments
import Runs

extension RunsReport {
  /// With more runs than this, only the best are compared without a click.
  static let mostSideBySide = 12
  /// The most settings that the table of runs has columns for.
  private static let mostSettings = 8

  /// The groups; nothing if there are none.
  var groupSections: [HTML] {
    groups.map { [heading("Groups"), GroupChart($0).html, $0.table.html] } ?? []
  }

  /// All runs in one table; nothing for one run.
  var runsSections: [HTML] {
    comparison.map { [heading("The runs"), table(of: $0)] } ?? []
  }

  /// The differences of two or more runs.
  var comparisonSections: [HTML] {
    guard let comparison else { return [] }
    var sections = SettingCharts(self).html
    if isSeedsAlone {
      return sections + [heading("The seeds"), SeedTable(runs.map(\.run)).table.html]
    }
    let tables = comparison.tables
    guard runs.count > Self.mostSideBySide else {
      sections.append(heading("Side by side"))
      if tables.isEmpty {
        sections += comparison.closingLines.map { .element("p", [:], $0) }
      }
      return sections + tables.map(\.html)
    }
    sections.append(.details("All \(runs.count) runs side by side", tables.map(\.html)))
    return sections
  }

  /// Returns all runs with the settings in which they differ, the best first.
  private func table(of comparison: Comparison) -> HTML {
    let differences = comparison.differences.prefix(Self.mostSettings)
    var columns: [Table.Column] = [.init("run", align: .left)]
    columns += differences.map { .init($0.path) }
    if let metric { columns += [.init(metric.name), .init("best"), .init("at epoch")] }
    columns += [.init("epochs"), .init("seconds"), .init("state", align: .left)]
    let order = ranking
    let rows = order.map { index -> [Cell] in
      let run = comparison.runs[index]
      let facts = runs[index].facts.summary
      let best = metric.flatMap {
        run.metrics.summary(of: $0.name, direction: $0.direction)?.best
      }
      var cells: [Cell] = [.text(run.id)]
      cells += differences.map { .definitionValue($0.values[index]) }
      if let metric {
        cells += [.metric(metric.value(of: run)), .metric(best?.value), .integer(best?.epoch)]
      }
      let state = runs[index].run.state
      return cells + [
        .integer(facts.epoch), .number(facts.totalSeconds, decimals: 1),
        .text(state.rawValue, tone: state.tone),
      ]
    }
    let classes = lineClasses
    return Table(columns, rows: rows).html(
      marks: order.map { index in
        let id = comparison.runs[index].id
        return RunMark(id: id, cssClass: classes[id])
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
      [.heading("Each run by itself"), .element("p", ["class": "soft screen"], rest)]
        + sections)
  }
}
