import Experiments
import JSON
package import Runs

/// The results of one or more runs as a page.
package struct RunsReport: Sendable {
  let runs: [ReportedRun]
  /// nil for one run.
  let comparison: Comparison?
  /// Set if the runs are several seeds of some settings.
  let groups: GroupComparison?
  /// The metric that ranks the runs; nil if they have none in common.
  let metric: MetricChoice?
  /// The place of the comparison in the workspace's ledger; nil if it is in none.
  package var place: ComparisonLedger.Place?
  /// The title that a person gave the page; nil for one made of the runs' names.
  let givenTitle: String?
  /// Paragraphs that a person wrote, below the title.
  let paragraphs: [String]
  /// The anchor of the part of a page that shows the runs; nil for a page of their own.
  var anchor: String?
  /// The p value of the finding together with the other findings of the page; nil if it is the only
  /// one, or if it has none.
  var jointClaim: JointClaim?

  /// With more runs than this, the parts about single runs are folded.
  package static let mostOpen = 6
  /// With more runs than this, only the best and the worst have parts of their own.
  package static let mostDetailed = 20

  /// - Parameters:
  ///   - key: the key that groups the runs; nil for the only setting besides the seed in which they
  ///     differ, if there is exactly one.
  ///   - metric: `test_accuracy` or `best:test_accuracy`; nil for the preferred one of those that all
  ///     runs have.
  ///   - leftOut: runs that `--where` excludes because of their results.
  ///   - margin: the smallest difference that matters, in points for accuracies.
  ///   - title: the title of the page; nil to make one of the runs' names.
  ///   - paragraphs: what to say below it.
  /// - Throws: a `GroupingProblem` if the runs cannot be grouped, or if the metric or the margin
  ///   cannot be used.
  package init(
    _ runs: [ReportedRun], by key: String?, metric name: String? = nil,
    leftOut: [ComparedRun] = [], margin: Double? = nil, title: String? = nil,
    paragraphs: [String] = []
  ) throws {
    precondition(!runs.isEmpty)
    self.runs = runs
    givenTitle = title
    self.paragraphs = paragraphs
    let compared = runs.map(\.compared)
    let chosen = try name.map { try MetricChoice($0, among: compared) }
    metric = chosen ?? (try? MetricChoice(nil, among: compared))
    comparison = runs.count > 1 ? try Comparison(compared, metric: chosen, checking: margin) : nil
    if let key {
      groups = try GroupComparison(
        compared, by: key, metric: name, leftOut: leftOut, margin: margin)
    } else {
      groups = comparison?.groupingKey.flatMap {
        try? GroupComparison(compared, by: $0, metric: name, leftOut: leftOut, margin: margin)
      }
    }
  }

  /// What the page's conclusion compares, for the ledger; nil for one setting.
  package var ledgerKey: LedgerKey? {
    isSeedsAlone ? nil : groups?.ledgerKey ?? comparison?.ledgerKey
  }

  package var page: Page {
    Page(
      title: title,
      sections: [header] + groupSections + runsSections + [curves] + comparisonSections
        + [runSections])
  }

  /// Returns the title of a part of what is shown of the runs.
  func heading(_ title: String) -> HTML {
    guard let anchor else { return .heading(title) }
    return .heading(title, id: "\(anchor)-\(HTML.anchor(title))", isInner: true)
  }

  var title: String {
    if let givenTitle { return givenTitle }
    return switch runs.count {
    case 1: runs[0].compared.id
    case 2: "\(runs[0].compared.id) and \(runs[1].compared.id)"
    default: "\(runs.count) runs: \(runs[0].compared.id) to \(runs[runs.count - 1].compared.id)"
    }
  }

  /// The runs with figures of their own: all, or of many the best and the worst.
  package static func detailed(among runs: [ReportedRun]) -> [Int] {
    guard runs.count > mostDetailed else { return Array(runs.indices) }
    let order = ranking(of: runs.map(\.compared))
    return [order[0], order[order.count - 1]]
  }

  /// The runs by their metric, the best first.
  var ranking: [Int] { Self.ranking(of: runs.map(\.compared), by: metric) }

  /// Returns the runs by the last value of the preferred metric, the best first.
  package static func ranking(of runs: [ComparedRun]) -> [Int] {
    ranking(of: runs, by: try? MetricChoice(nil, among: runs))
  }

  /// Returns the runs by a metric, the best first. Runs without a value come last. Runs with equal
  /// values keep their order, and so do all if it is not known which values are better.
  private static func ranking(of runs: [ComparedRun], by metric: MetricChoice?) -> [Int] {
    guard let metric, let direction = metric.direction else { return Array(runs.indices) }
    let values = runs.map { metric.value(of: $0) }
    return runs.indices.sorted { left, right in
      guard let first = values[left] else { return values[right] == nil && left < right }
      guard let second = values[right] else { return true }
      if first == second { return left < right }
      return direction.isBetter(first, than: second)
    }
  }

  /// Why the metric cannot rank the runs; nil if it can.
  var rankingObstacle: Comparability.Obstacle? {
    guard let comparison, let metric else { return nil }
    let line = comparison.metrics.first { $0.metric == metric.name }
    return line?.obstacles.compactMap(\.self).first
  }

  /// Whether the runs are one setting with several seeds.
  var isSeedsAlone: Bool {
    runs.count > 2 && comparison?.differences.map(\.path) == ["seed"]
  }
}

extension Comparison {
  /// The only setting besides the seed in which the runs differ; nil if there are more.
  var settingKey: String? {
    let trials = ["seed", "dataset.folds.index", "dataset.folds.seed"]
    let paths = differences.map(\.path).filter { !trials.contains($0) }
    if Set(runs.map(\.experiment)).count > 1 { return "experiment" }
    if paths.count == 1 { return paths[0] }
    return paths.first { path in
      path.hasSuffix(".type") && paths.allSatisfy { $0.hasPrefix(path.dropLast("type".count)) }
    }
  }

  /// The only setting besides the seed in which runs with several seeds differ; nil if there are
  /// more, or if no two runs have the same value.
  var groupingKey: String? {
    guard let key = settingKey else { return nil }
    let values = runs.map { run in
      key == "experiment" ? .string(run.experiment) : run.definition?[path: JSONPath(key)]
    }
    return Set(values).count < runs.count ? key : nil
  }
}
