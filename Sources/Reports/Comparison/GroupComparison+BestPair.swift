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

  var bestPair: BestPair {
    let (best, second) = bestTwo
    let contrast = Contrast(groups, base: second, other: best, isMaximized: metric.isMaximized)
    if best == 0 || second == 0 {
      let adjusted = adjustedPValues
      return BestPair(
        contrast: contrast, pValue: adjusted[max(best, second) - 1],
        family: .againstFirst(adjusted.count { $0 != nil }))
    }
    let pairs = groups.count * (groups.count - 1) / 2
    guard groups.count <= BestTwo.most else {
      let p = contrast.difference.map { min(1, $0.pValue * Double(pairs)) }
      return BestPair(contrast: contrast, pValue: p, family: .bound(pairs))
    }
    let tested = groups.indices.flatMap { other in (0..<other).map { (base: $0, other: other) } }
    let adjusted = holmAdjusted(tested.map { difference($0.base, $0.other)?.pValue })
    let place = tested.firstIndex { $0 == (min(best, second), max(best, second)) }
    return BestPair(
      contrast: contrast, pValue: place.flatMap { adjusted[$0] }, family: .allPairs(pairs))
  }
}
