/// What the pairs so far say.
package struct DecisionLook: Hashable, Sendable {
  /// The number of pairs.
  package let pairs: Int
  /// The paired t test; nil from the first pair on in which a run diverged, and for one pair.
  package let test: Test?
  /// The pairs won and lost by the other setting, and what that says; nil while no run diverged.
  package let signs: Signs?
  /// The probability that something is still found by the last pair; nil if it is not asked for.
  package let prospect: Double?

  package struct Test: Hashable, Sendable {
    /// The mean of the differences, other − base.
    package let mean: Double
    /// The deviation of the differences, not below that of rounding.
    package let deviation: Double
    package let standardError: Double
    /// Infinite if the differences do not vary and are not 0.
    package let t: Double
    package let pValue: Double
    /// The evidence that needs no maximum.
    package let evidence: Double
    /// The |t| that claims a difference; nil if none does.
    package let reach: Double?
    /// Whether the differences do not vary, so that nothing is known of how they vary.
    package let isConstant: Bool

    /// The interval that is valid at any stop; nil if nothing can be claimed after so few pairs
    /// (Jennison & Turnbull, Interim analyses: the repeated confidence interval approach, Journal of
    /// the Royal Statistical Society B 51, 1989).
    package var interval: ClosedRange<Double>? { interval(standardError: standardError) }

    /// The interval with another standard error, of the same degrees of freedom.
    package func interval(standardError: Double) -> ClosedRange<Double>? {
      guard let reach, !isConstant else { return nil }
      return (mean - reach * standardError)...(mean + reach * standardError)
    }

    var isClaim: Bool { reach.map { t.magnitude >= $0 && !isConstant } ?? false }
  }

  package struct Signs: Hashable, Sendable {
    package let counts: SignEvidence
    /// The evidence that they are no chance.
    package let evidence: Double
    /// The evidence that claims a difference.
    package let bound: Double
  }
}

extension DecisionLook.Test {
  /// - Parameter pairs: of which no run diverged.
  /// - Returns: nil for fewer than two pairs.
  init?(_ pairs: [(a: Double, b: Double)], by rules: DecisionRules) {
    guard let difference = MeanDifference(pairs: pairs) else { return nil }
    let root = Double(pairs.count).squareRoot()
    mean = difference.value
    deviation = max(difference.standardError * root, rules.leastDeviation)
    standardError = deviation / root
    // Differences that are all 0 say that there is none, whatever their deviation.
    isConstant = standardError == 0 && mean != 0
    t = standardError > 0 ? mean / standardError : mean == 0 ? 0 : mean * .infinity
    let student = StudentT(degreesOfFreedom: Double(pairs.count - 1))
    pValue = isConstant ? 1 : student.twoSidedP(t)
    evidence = isConstant ? 1 : GaussianEvidence.value(t: t, pairs: pairs.count)
    if rules.boundaries != nil {
      reach = rules.limit(after: pairs.count).map { student.reach(confidence: 1 - $0) }
    } else {
      let reach = GaussianEvidence.reach(pairs: pairs.count, bound: rules.bound)
      self.reach = pairs.count >= rules.minimum && reach.isFinite ? reach : nil
    }
  }
}
