import JSON
package import Runs

/// A decision as people and programs read it.
package struct DecisionReport: Sendable {
  package let plan: DecisionPlan
  package let metric: DecisionMetric
  package let decision: Decision
  /// The ids of the runs of each pair.
  let runs: [(base: String, other: String)]
  /// The number of examples that the metric is measured on.
  let examples: Int?
  /// The difference on other test examples of the same kind; nil if it is not known.
  let general: GeneralDifference?
  let names: DecisionNames
  /// The place of the decision in the workspace's ledger; nil if it is in none.
  package var ledgerPlace: ComparisonLedger.Place?

  /// - Parameters:
  ///   - pairs: all that were trained, in their order. Those after the end do not count.
  ///   - examples: the number of examples that the metric is measured on.
  ///   - withGeneral: whether predictions are read for the interval on other examples.
  /// - Throws: a `RunError` if a run's files cannot be read.
  package init(
    _ plan: DecisionPlan, metric: DecisionMetric, examples: Int?, decision: Decision,
    runs: [(base: Run, other: Run)], withGeneral: Bool = true
  ) throws {
    let counted = Array(runs.prefix(decision.pairs.count))
    self.plan = plan
    self.metric = metric
    self.decision = decision
    self.runs = counted.map { ($0.base.id, $0.other.id) }
    self.examples = examples
    // A metric of the training examples has no others like them.
    general =
      withGeneral && decision.last?.signs == nil
      ? try GeneralDifference(counted, decision, metric) : nil
    names = DecisionNames(plan.demand)
  }

  var factor: Double { metric.isInPoints ? 100 : 1 }
  var decimals: Int { metric.isInPoints ? 2 : 4 }
  var unit: String { metric.isInPoints ? " points" : " \(metric.text)" }

  /// The interval on these examples, valid at any stop.
  var interval: ClosedRange<Double>? { decision.last?.test?.interval }

  /// The interval on others like them, valid at any stop.
  var generalInterval: ClosedRange<Double>? {
    general.flatMap { decision.last?.test?.interval(standardError: $0.standardError) }
  }

  /// Whether the better setting is better on other examples too.
  var isGeneral: Bool { generalInterval.map { !$0.contains(0) } ?? false }

  /// Whether an interval lies inside ±margin; nil without a margin.
  func isInside(_ interval: ClosedRange<Double>?) -> Bool? {
    guard let margin = plan.demand.margin, let interval else { return nil }
    return interval.lowerBound >= -margin && interval.upperBound <= margin
  }
}
