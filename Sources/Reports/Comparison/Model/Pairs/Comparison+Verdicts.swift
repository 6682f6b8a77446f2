extension Comparison {
  /// The runs that can be claimed to be better or worse than the first, and the others.
  struct Verdicts: Hashable, Sendable {
    let better: [Int]
    let worse: [Int]
    /// Runs whose difference from the first is not significant.
    let undecided: [Int]
    /// The number of contrasts with a p value, over which Holm's adjustment goes.
    let tested: Int
    /// Whether a run shares only some of its test examples with the first.
    let isPartial: Bool
    /// Whether an interval excludes 0 although the adjusted p value claims nothing.
    let hasNarrowInterval: Bool
  }

  /// nil if no run can be compared with the first.
  var verdicts: Verdicts? {
    let paired = contrasts.indices.filter { contrasts[$0] != nil }
    if paired.isEmpty { return nil }
    func runs(_ isIncluded: (_ p: Double, _ gain: Double) -> Bool) -> [Int] {
      paired.filter { isIncluded(adjustedPValues[$0] ?? 1, contrasts[$0]?.measure.gain ?? 0) }
    }
    return Verdicts(
      better: runs { $0 < significanceLevel && $1 > 0 },
      worse: runs { $0 < significanceLevel && $1 < 0 },
      undecided: runs { p, _ in p >= significanceLevel },
      tested: adjustedPValues.count { $0 != nil },
      isPartial: paired.contains { contrasts[$0]?.isPartial == true },
      hasNarrowInterval: paired.contains { index in
        adjustedPValues[index].map {
          contrasts[index]?.measure.isIntervalNarrower(than: $0) == true
        }
          ?? false
      })
  }
}
