import Experiments

/// Makes the contrasts of groups.
struct GroupContrasts {
  /// Each group against the first.
  let againstFirst: [GroupComparison.Contrast]
  /// Holm's p values of `againstFirst`.
  let adjustedPValues: [Double?]
  private let groups: [GroupComparison.Group]
  private let key: GroupKey
  private let metric: MetricChoice
  private let incomplete: IncompleteRuns?

  init(
    _ groups: [GroupComparison.Group], _ key: GroupKey, _ metric: MetricChoice,
    _ incomplete: IncompleteRuns?
  ) {
    self.groups = groups
    self.key = key
    self.metric = metric
    self.incomplete = incomplete
    againstFirst = groups.indices.dropFirst().map { other in
      Self.contrast(groups, key, metric, incomplete, base: 0, other: other)
    }
    adjustedPValues = holmAdjusted(againstFirst.map { $0.difference?.pValue })
  }

  /// The contrast of the group with the best mean, `other`, with the next one, `base`; nil if it is
  /// not known which means are better.
  ///
  /// The results chose these two, yet the two-sided p value of their difference needs no adjustment:
  /// it is a valid test of whether the best one truly is the best (Hung & Fithian, Rank Verification
  /// for Exponential Families, The Annals of Statistics 47, 2019; for unequal variances Goldwasser,
  /// Fithian & Hooker, arXiv 2501.14142).
  var bestPair: GroupComparison.Contrast? {
    guard let direction = metric.direction else { return nil }
    let order = groups.indices.sorted { left, right in
      let (a, b) = (groups[left].sample.mean, groups[right].sample.mean)
      return a == b ? left < right : direction.isBetter(a, than: b)
    }
    return Self.contrast(groups, key, metric, incomplete, base: order[1], other: order[0])
  }

  private static func contrast(
    _ groups: [GroupComparison.Group], _ key: GroupKey, _ metric: MetricChoice,
    _ incomplete: IncompleteRuns?, base: Int, other: Int
  ) -> GroupComparison.Contrast {
    let obstacle =
      incomplete.map { .incomplete($0) }
      ?? GroupComparison.Obstacle(groups[base], groups[other], by: key, metric: metric.name)
    return GroupComparison.Contrast(groups, base: base, other: other, metric, obstacle)
  }
}
