/// What can be said of a difference against a margin: the smallest difference that matters.
package enum MarginVerdict: String, Hashable, Sendable {
  /// Better by more than the margin: its 95% interval lies beyond it.
  case betterByMore = "better_by_more"
  /// Better, but perhaps by less than the margin.
  case better
  /// The 90% interval lies within the margin on both sides: two one-sided tests at 5% (Schuirmann, A
  /// Comparison of the Two One-Sided Tests Procedure and the Power Approach, Journal of
  /// Pharmacokinetics and Biopharmaceutics 15, 1987).
  case equal
  /// No worse by as much as the margin: the 95% interval ends above its negative.
  case noWorse = "no_worse"
  case open

  /// - Parameters:
  ///   - margin: above 0.
  ///   - isBetter: whether the difference is claimed to be above 0.
  ///   - wide: the 95% interval of how much better it is.
  ///   - narrow: the 90% interval.
  package init(
    margin: Double, isBetter: Bool, wide: ClosedRange<Double>, narrow: ClosedRange<Double>
  ) {
    precondition(margin > 0)
    if isBetter && wide.lowerBound > margin {
      self = .betterByMore
    } else if isBetter {
      self = .better
    } else if narrow.lowerBound > -margin && narrow.upperBound < margin {
      self = .equal
    } else {
      self = wide.lowerBound > -margin ? .noWorse : .open
    }
  }
}
