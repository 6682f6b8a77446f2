import Experiments
import Runs

/// The number of a run that a comparison is about: a metric's last value, or `best:` its best.
package struct MetricChoice: Hashable, Sendable {
  /// The column of metrics.csv.
  package let name: String
  package let isBest: Bool

  package var isMaximized: Bool { MetricsTable.isMaximized(name) }

  /// `test_accuracy last`
  package var words: String { "\(name) \(isBest ? "best" : "last")" }

  /// Differences of accuracies are told in points.
  var isInPoints: Bool { name.hasSuffix("accuracy") }

  /// - Parameter text: `test_accuracy` or `best:test_accuracy`; nil: the preferred metric of those
  ///   that every run has.
  package init(_ text: String?, among runs: [ComparedRun]) throws(GroupingProblem) {
    guard let text else {
      let names = runs.first?.metrics.metricNames ?? []
      let common = names.filter { name in
        runs.allSatisfy { $0.metrics.metricNames.contains(name) }
      }
      guard let name = preferredMetric(among: common) ?? common.first else {
        throw .noCommonMetric
      }
      self.name = name
      isBest = false
      return
    }
    isBest = text.hasPrefix("best:")
    name = isBest ? String(text.dropFirst(5)) : text
    let all = Set(runs.flatMap(\.metrics.metricNames))
    guard all.contains(name) else {
      throw .noMetric(text, nearest: nearestName(to: name, among: all.sorted()))
    }
  }

  /// The run's value; nil where it has none or it is no finite number.
  package func value(of run: ComparedRun) -> Double? {
    let summary = run.metrics.summary(of: name)
    let value = isBest ? summary?.best?.value : summary?.last
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}

extension ClosedRange<Double> {
  /// The interval of a mean without what no value of the metric can be, as an accuracy above 1:
  /// what is left covers the true mean as often.
  func possible(for metric: String) -> ClosedRange {
    metric.hasSuffix("accuracy") ? clamped(to: 0...1) : self
  }
}
