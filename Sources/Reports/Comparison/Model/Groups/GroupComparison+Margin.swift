import Experiments

extension GroupComparison {
  /// What can be said of a contrast against the margin.
  package struct MarginClaim: Hashable, Sendable {
    package let verdict: MarginVerdict
    /// The positions of the group with the better mean and of the other one.
    package let leader: Int
    package let follower: Int
    /// How much better the leader is: the 95% and the 90% interval, or adjusted ones.
    package let wide: ClosedRange<Double>
    package let narrow: ClosedRange<Double>
    /// Whether the intervals are about other examples of the same kind.
    package let isGeneral: Bool
    /// The number of seeds with which a difference as large as the margin would be found in 80 of
    /// 100 cases, on these examples; nil if it is not known.
    package let seedsNeeded: Int?
    /// The smallest margin that any number of seeds can show on so many test examples; nil if the
    /// margin is larger, or if it is not known.
    package let smallestMargin: Double?
  }

  /// nil without a margin, or if nothing can be claimed.
  ///
  /// - Parameters:
  ///   - pValue: that of the claim; nil for the contrast's own.
  ///   - family: the number of contrasts over which the intervals are adjusted.
  package func marginClaim(
    _ contrast: Contrast, pValue: Double? = nil, family: Int = 1
  ) -> MarginClaim? {
    guard let margin, let difference = contrast.difference else { return nil }
    let general = contrast.general
    let sign = isImprovement(difference.value) ? 1.0 : -1.0
    let isOtherBetter = difference.value == 0 || sign > 0
    let isHigher = metric.direction != .lower
    /// The interval of how much better the leader is.
    func gain(confidence: Double) -> ClosedRange<Double> {
      let error = (1 - confidence) / Double(family)
      let interval =
        general?.interval(confidence: 1 - error) ?? difference.interval(confidence: 1 - error)
      return isHigher == isOtherBetter ? interval : interval.negated
    }
    let (wide, narrow) = (gain(confidence: 0.95), gain(confidence: 0.9))
    let isBetter =
      (pValue ?? difference.pValue) < significanceLevel
      && (general?.pValue ?? 0) < significanceLevel
    let (base, other) = (groups[contrast.base].sample, groups[contrast.other].sample)
    return MarginClaim(
      verdict: MarginVerdict(margin: margin, isBetter: isBetter, wide: wide, narrow: narrow),
      leader: isOtherBetter ? contrast.other : contrast.base,
      follower: isOtherBetter ? contrast.base : contrast.other,
      wide: wide, narrow: narrow, isGeneral: general != nil,
      seedsNeeded: contrast.tests.seedsNeeded(for: margin, base, other),
      smallestMargin: general.flatMap { $0.smallestMargin > margin ? $0.smallestMargin : nil })
  }
}
