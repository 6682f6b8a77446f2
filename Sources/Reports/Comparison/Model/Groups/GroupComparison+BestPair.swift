extension GroupComparison {
  /// The two best groups, whose p value stands in a family that was there before the results chose
  /// them; see `BestTwo`.
  struct BestPair: Hashable, Sendable {
    /// Of the best from the second.
    let contrast: Contrast
    /// Adjusted for the family; nil where nothing is known of how the difference varies.
    let pValue: Double?
    let family: BestTwo.Family
  }

  /// nil where nobody knows which means are better.
  var bestPair: BestPair? {
    guard let (best, second) = bestTwo else { return nil }
    let contrast = contrast(base: second, other: best)
    if best == 0 || second == 0 {
      let adjusted = adjustedPValues
      return BestPair(
        contrast: contrast, pValue: adjusted[max(best, second) - 1],
        family: .againstFirst(adjusted.count { $0 != nil }))
    }
    let (p, family) = BestTwo.Family.ofAllPairs(choosing: (best, second), among: groups.count) {
      difference($0, $1)?.pValue
    }
    return BestPair(contrast: contrast, pValue: p, family: family)
  }
}
