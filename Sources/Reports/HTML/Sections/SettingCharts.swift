import Experiments
import JSON
import Runs

/// The metric of many runs over each setting in which they differ, and all settings at once.
struct SettingCharts {
  private let settings: [DefinitionDifference]
  private let metric: MetricChoice?
  /// The runs that have the metric.
  private let entries: [(index: Int, run: ComparedRun, value: Double)]

  private static let leastRuns = 6
  private static let mostSettings = 8

  /// One setting has a chart of its groups already.
  private let least: Int
  private let heading: HTML

  /// Charts are drawn for runs whose metrics can be judged against each other.
  init(_ report: RunsReport) {
    let comparison = report.comparison
    heading = report.heading("Settings")
    settings = Array(
      (comparison?.differences ?? []).filter {
        $0.path != "seed" && !$0.path.hasPrefix("description")
      }
      .prefix(Self.mostSettings))
    metric = report.rankingObstacle == nil ? report.metric : nil
    least = report.groups == nil ? 1 : 2
    let runs = comparison?.runs ?? []
    let metric = metric
    entries = runs.enumerated().compactMap { index, run in
      metric?.value(of: run).map { (index, run, $0) }
    }
  }

  var html: [HTML] {
    guard let metric, entries.count >= Self.leastRuns, settings.count >= least else { return [] }
    let values = SettingAxis(metric: metric.name, values: entries.map(\.value))
    let axes = settings.map { setting in
      SettingAxis(setting.path, values: entries.map { setting.values[$0.index] })
    }
    let classes = fifths
    let scatters = zip(settings, axes).map { setting, axis in
      ScatterChart(
        title: metric.name, xTitle: setting.path,
        points: entries.enumerated().map { place, entry in
          ScatterChart.Point(
            x: axis.share(setting.values[entry.index]), y: values.share(.number(entry.value)),
            cssClass: classes[place],
            title: "\(entry.run.id): \(entry.value.fixed(4))", runs: [entry.run.id])
        }, xTicks: axis.ticks, yTicks: values.ticks)
    }
    var parts: [HTML] = []
    if settings.count > 1 {
      let chart = ParallelChart(
        axes: axes + [values],
        lines: entries.enumerated().map { place, entry in
          ParallelChart.Line(
            name: entry.run.id,
            shares: zip(settings, axes).map { $1.share($0.values[entry.index]) }
              + [values.share(.number(entry.value))],
            cssClass: classes[place])
        })
      parts.append(chart.html)
    }
    parts.append(.element("div", ["class": "charts"], scatters.map(\.html)))
    return [heading] + parts
  }

  /// The class of each run's fifth, `q0` for the worst to `q4` for the best; the largest values are
  /// the best where it is not known which are.
  private var fifths: [String] {
    let isHigher = metric?.direction != .lower
    let order = entries.indices.sorted {
      isHigher ? entries[$0].value < entries[$1].value : entries[$0].value > entries[$1].value
    }
    var classes = [String](repeating: "q0", count: entries.count)
    for (place, index) in order.enumerated() { classes[index] = "q\(place * 5 / order.count)" }
    return classes
  }
}
