package import Experiments
import JSON
import Runs

/// The number that represents a run in a comparison: the last or the best value of a metric.
package struct MetricChoice: Hashable, Sendable {
  /// The column of metrics.csv.
  package let name: String
  package let isBest: Bool
  /// Which values are better; nil if that is not known. Then no run is called better.
  package let direction: MetricDirection?
  /// Whether differences are given in percentage points, as for accuracies between 0 and 1.
  let isInPoints: Bool

  /// - Parameter text: `test_accuracy` or `best:test_accuracy`, optionally followed by `=higher` or
  ///   `=lower` for which values are better. If nil, the preferred one of the metrics that every run
  ///   has.
  /// - Throws: a `GroupingProblem` if no run has the metric, or if the best value is asked for and
  ///   it is not known which values are better.
  package init(_ text: String?, among runs: [ComparedRun]) throws(GroupingProblem) {
    guard let text else {
      guard let name = Self.standard(among: runs) else { throw .noCommonMetric }
      self.init(name: name, isBest: false, direction: runs.direction(of: name), among: runs)
      return
    }
    let isWhole = runs.contains { $0.metrics.hasMetric(text) }
    let statement = isWhole ? nil : MetricStatement(text)
    let asked = statement?.name ?? text
    let isBest = asked.hasPrefix("best:")
    let name = isBest ? String(asked.dropFirst(5)) : asked
    guard runs.contains(where: { $0.metrics.hasMetric(name) }) else {
      let near = nearestNames(to: name, among: runs.flatMap(\.metrics.metricNames))
      throw .noMetric(text, nearest: near.map { isBest ? "best:" + $0 : $0 })
    }
    if let direction = statement?.direction,
      let contradiction = MetricStatement(name: name, direction: direction).contradiction
    {
      throw .contradiction(text, why: contradiction)
    }
    let direction = statement?.direction ?? runs.direction(of: name)
    if isBest, direction == nil { throw .unknownDirection(name) }
    self.init(name: name, isBest: isBest, direction: direction, among: runs)
  }

  private init(
    name: String, isBest: Bool, direction: MetricDirection?, among runs: [ComparedRun]
  ) {
    self.name = name
    self.isBest = isBest
    self.direction = direction
    isInPoints = runs.isInPoints(name)
  }

  /// Returns a metric that every run has: one of bench's own if possible, else one whose direction
  /// is known, else the first.
  private static func standard(among runs: [ComparedRun]) -> String? {
    let common = (runs.first?.metrics.metricNames ?? []).filter { name in
      runs.allSatisfy { $0.metrics.hasMetric(name) }
    }
    return preferredMetric(among: common)
      ?? common.first { runs.direction(of: $0) != nil } ?? common.first
  }

  /// Returns a margin in the metric's unit.
  ///
  /// - Parameter margin: in points for accuracies, otherwise in the metric's unit.
  /// - Throws: a `GroupingProblem` if it is not known which values are better, or if no difference
  ///   can be as large.
  package func margin(_ margin: Double) throws(GroupingProblem) -> Double {
    precondition(margin > 0 && margin.isFinite)
    guard direction != nil else { throw .marginWithoutDirection(name) }
    guard isInPoints else { return margin }
    guard margin < 100 else { throw .largeMargin(margin, metric: name) }
    return margin / 100
  }

  /// Returns the run's value; nil if it has none or if the value is not finite.
  package func value(of run: ComparedRun) -> Double? {
    let summary = run.metrics.summary(of: name, direction: direction)
    let value = isBest ? summary?.best?.value : summary?.last
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}

extension ClosedRange<Double> {
  /// The interval of a mean, limited to the values that are possible: a share lies between 0 and 1.
  /// It covers the true mean as often as before.
  func possible(asShare isShare: Bool) -> ClosedRange { isShare ? clamped(to: 0...1) : self }
}

extension [ComparedRun] {
  /// Returns which values of a metric are better; nil if no run knows it or runs disagree.
  func direction(of metric: String) -> MetricDirection? {
    let directions = Set(compactMap { $0.metrics.direction(of: metric) })
    return directions.count == 1 ? directions.first : nil
  }

  /// Whether a metric is an accuracy between 0 and 1 in all runs. Other programs also write
  /// percentages.
  func isInPoints(_ metric: String) -> Bool {
    allSatisfy { Metric(metric).isShare($0.metrics.values(of: metric) ?? []) }
  }
}
