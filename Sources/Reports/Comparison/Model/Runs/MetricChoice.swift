package import Experiments
import JSON
import Runs

/// The number of a run that a comparison is about: a metric's last value, or `best:` its best.
package struct MetricChoice: Hashable, Sendable {
  /// The column of metrics.csv.
  package let name: String
  package let isBest: Bool
  /// Which values are better; nil where nobody knows: then nothing is said to be better.
  package let direction: MetricDirection?
  /// Whether differences are given in points: of shares of right answers between 0 and 1.
  let isInPoints: Bool

  /// `test_accuracy last`
  package var words: String { "\(name) \(isBest ? "best" : "last")" }

  /// - Parameter text: `test_accuracy` or `best:test_accuracy`, each also with `=higher` or
  ///   `=lower`, which says which values are better; nil: the preferred metric of those that every
  ///   run has.
  /// - Throws: a `GroupingProblem` for a metric that no run has, and for the best of a metric of
  ///   which nobody knows which values are better.
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

  /// The metric of every run that stands for them: one of bench's own, else one whose better
  /// values are known, else the first.
  private static func standard(among runs: [ComparedRun]) -> String? {
    let common = (runs.first?.metrics.metricNames ?? []).filter { name in
      runs.allSatisfy { $0.metrics.hasMetric(name) }
    }
    return preferredMetric(among: common)
      ?? common.first { runs.direction(of: $0) != nil } ?? common.first
  }

  /// The run's value; nil where it has none or it is no finite number.
  package func value(of run: ComparedRun) -> Double? {
    let summary = run.metrics.summary(of: name, direction: direction)
    let value = isBest ? summary?.best?.value : summary?.last
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

}

extension ClosedRange<Double> {
  /// The interval of a mean without what no value can be: a share above 1. What is left covers the
  /// true mean as often.
  func possible(asShare isShare: Bool) -> ClosedRange { isShare ? clamped(to: 0...1) : self }
}

extension [ComparedRun] {
  /// Which values of a metric are better, where those runs that know it agree; nil else.
  func direction(of metric: String) -> MetricDirection? {
    let directions = Set(compactMap { $0.metrics.direction(of: metric) })
    return directions.count == 1 ? directions.first : nil
  }

  /// Whether a metric is a share of right answers that lies between 0 and 1 in all runs: other
  /// programs also give percentages.
  func isInPoints(_ metric: String) -> Bool {
    allSatisfy { Metric(metric).isShare($0.metrics.values(of: metric) ?? []) }
  }
}

/// Says that nothing is better or worse where nobody knows it, and how to say it.
func noteOfUnknownDirection(of metrics: [String]) -> String {
  let names = metrics.count > 3 ? metrics.prefix(2) + ["\(metrics.count - 2) more"] : metrics[...]
  let statement = "\(metrics[0])=higher".shellQuoted
  return "\(Array(names).listed): whether higher or lower is better is not known; say it: "
    + "--metric \(statement) (or =lower)"
}

extension JSONValue {
  static func optional(_ direction: MetricDirection?) -> JSONValue {
    direction.map { .string($0.rawValue) } ?? .null
  }
}
