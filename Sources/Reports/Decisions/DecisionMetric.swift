package import Experiments
import JSON
package import Runs

/// The metric that a decision is about: the last or the best value of one that bench measures.
package struct DecisionMetric: Hashable, Sendable {
  package let name: MetricName
  package let isBest: Bool

  /// - Parameter text: `test_accuracy` or `best:test_accuracy`; nil for the metric by which runs are
  ///   compared if none is asked for.
  /// - Throws: a `GroupingProblem` if a training of one of the two settings does not have it.
  package init(
    _ text: String?, among available: [MetricName]
  ) throws(GroupingProblem) {
    guard let text else {
      guard let name = MetricName.preferred(among: available) else { throw .noCommonMetric }
      self.init(name: name, isBest: false)
      return
    }
    let isBest = text.hasPrefix("best:")
    let asked = isBest ? String(text.dropFirst(5)) : text
    guard let name = MetricName(rawValue: asked), available.contains(name) else {
      let near = nearestNames(to: asked, among: available.map(\.rawValue))
      throw .noMetric(text, nearest: near.map { isBest ? "best:" + $0 : $0 })
    }
    self.init(name: name, isBest: isBest)
  }

  private init(name: MetricName, isBest: Bool) {
    self.name = name
    self.isBest = isBest
  }

  /// `best:test_accuracy`
  package var text: String { (isBest ? "best:" : "") + name.rawValue }

  /// Whether differences are given in percentage points.
  package var isInPoints: Bool { name.quantity == .accuracy }

  /// Whether its values lie on a grid: so many of M examples.
  var isShareOfExamples: Bool {
    switch name.quantity {
    case .accuracy, .macroF1, .balancedAccuracy, .top5Accuracy: true
    case .loss, .mae, .rmse, .r2: false
    }
  }

  /// What a run came to that has ended.
  ///
  /// - Throws: `RunError` if its files cannot be read.
  package func result(of run: Run) throws -> DecisionPair.Result {
    guard run.state == .finished, let summary = try run.summary()[name.rawValue] else {
      return .diverged
    }
    let value = isBest ? summary.best?.value : summary.last
    return value.flatMap { $0.isFinite ? .value($0) : nil } ?? .diverged
  }
}
