package import Experiments
package import Runs

/// The rules by which a decision is made, fixed before its first training.
package struct DecisionRules: Hashable, Sendable {
  /// The error of all looks together.
  package let alpha: Double
  /// The limits of the looks; nil without a maximum of pairs.
  package let boundaries: SequentialBoundaries?
  /// The fewest pairs after which something can be claimed.
  package let minimum: Int
  /// Which values of the metric are better.
  package let direction: MetricDirection
  /// The smallest difference that matters, in the metric's unit; nil: any.
  package let margin: Double?
  /// The least deviation of the differences that is believed: that of rounding, where the metric is
  /// a share of M examples, 1 ÷ (M√12). Otherwise three equal differences would prove anything.
  package let leastDeviation: Double

  /// Pairs after which a decision may be given up.
  package static let fewestToGiveUp = 8

  package init(
    alpha: Double, boundaries: SequentialBoundaries?, minimum: Int, direction: MetricDirection,
    margin: Double? = nil, leastDeviation: Double = 0
  ) {
    self.alpha = alpha
    self.boundaries = boundaries
    self.minimum = minimum
    self.direction = direction
    self.margin = margin
    self.leastDeviation = leastDeviation
  }

  /// - Parameter examples: the number of examples that the metric is measured on.
  package init(_ plan: DecisionPlan, _ metric: DecisionMetric, examples: Int?) {
    let demand = plan.demand
    self.init(
      alpha: demand.alpha,
      boundaries: demand.maximum == nil
        ? nil : SequentialBoundaries(minimum: demand.minimum, limits: plan.limits),
      minimum: demand.minimum, direction: metric.name.direction, margin: demand.margin,
      leastDeviation: metric.isShareOfExamples
        ? examples.map { 1 / (Double($0) * 12.0.squareRoot()) } ?? 0 : 0)
  }

  /// The most pairs; nil: no maximum.
  package var maximum: Int? { boundaries?.maximum }

  /// The limit of the p value after so many pairs; nil if nothing can be claimed then.
  func limit(after pairs: Int) -> Double? { boundaries?.limit(after: pairs) }

  /// What has to be reached by evidence that may be looked at for ever.
  var bound: Double { 1 / alpha }

  /// The error that the t tests of the first pairs have spent.
  func spent(after pairs: Int) -> Double {
    guard let maximum, pairs >= minimum else { return 0 }
    return SequentialBoundaries.spent(alpha: alpha, after: pairs, of: maximum)
  }
}
