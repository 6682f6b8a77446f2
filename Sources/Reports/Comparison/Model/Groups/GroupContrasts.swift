import Experiments

/// Makes the contrasts of groups.
struct GroupContrasts {
  /// Each group against the first.
  let againstFirst: [GroupComparison.Contrast]
  /// Holm's p values of `againstFirst`.
  let adjustedPValues: [Double?]
  private let groups: [GroupComparison.Group]
  private let keys: [String]
  private let metric: MetricChoice
  private let incomplete: IncompleteRuns?

  init(
    _ groups: [GroupComparison.Group], _ keys: [String], _ metric: MetricChoice,
    _ incomplete: IncompleteRuns?
  ) {
    self.groups = groups
    self.keys = keys
    self.metric = metric
    self.incomplete = incomplete
    againstFirst = groups.indices.dropFirst().map { other in
      Self.contrast(groups, keys, metric, incomplete, base: 0, other: other)
    }
    adjustedPValues = holmAdjusted(againstFirst.map { $0.difference?.pValue })
  }

  /// The group with the best mean and the next one; nil if it is not known which means are better.
  var bestPair: GroupComparison.BestPair? {
    guard let (best, second) = bestTwo else { return nil }
    let contrast = Self.contrast(groups, keys, metric, incomplete, base: second, other: best)
    if best == 0 || second == 0 {
      return GroupComparison.BestPair(
        contrast: contrast, pValue: adjustedPValues[max(best, second) - 1],
        family: .againstFirst(adjustedPValues.count { $0 != nil }))
    }
    let (p, family) = BestTwo.Family.ofAllPairs(choosing: (best, second), among: groups.count) {
      difference($0, $1)?.pValue
    }
    return GroupComparison.BestPair(contrast: contrast, pValue: p, family: family)
  }

  private var bestTwo: (best: Int, second: Int)? {
    guard let direction = metric.direction else { return nil }
    let order = groups.indices.sorted { left, right in
      let (a, b) = (groups[left].sample.mean, groups[right].sample.mean)
      return a == b ? left < right : direction.isBetter(a, than: b)
    }
    return (order[0], order[1])
  }

  /// The difference that can be claimed of two groups.
  private func difference(_ base: Int, _ other: Int) -> MeanDifference? {
    // Groups that can be compared with the first can be compared with each other.
    againstFirst.allSatisfy { $0.obstacle == nil }
      ? GroupComparison.Contrast.Tests(groups[base], groups[other]).claimable
      : Self.contrast(groups, keys, metric, incomplete, base: base, other: other).difference
  }

  private static func contrast(
    _ groups: [GroupComparison.Group], _ keys: [String], _ metric: MetricChoice,
    _ incomplete: IncompleteRuns?, base: Int, other: Int
  ) -> GroupComparison.Contrast {
    let obstacle =
      incomplete.map { .incomplete($0) }
      ?? GroupComparison.Obstacle(
        groups[base], groups[other], by: GroupKey(names: keys), metric: metric.name)
    return GroupComparison.Contrast(
      groups, base: base, other: other, direction: metric.direction, obstacle)
  }
}

extension GroupComparison {
  /// The two best groups. Their p value is adjusted for a family that is fixed before the results;
  /// see `BestTwo`.
  package struct BestPair: Hashable, Sendable {
    /// The best group against the second.
    package let contrast: Contrast
    /// Adjusted for the family; nil if it is not known how the difference varies.
    package let pValue: Double?
    package let family: BestTwo.Family
  }
}
