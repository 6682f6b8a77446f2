import Experiments

extension GroupComparison {
  /// What can be claimed of two groups.
  struct Claim: Hashable, Sendable {
    let contrast: Contrast
    let difference: MeanDifference
    /// Whether the two are the best group and the second, which the results chose.
    let isOfBest: Bool
    /// The position of the group that the difference favours.
    let better: Int
    /// The positions of the group with the better mean and of the other one. If it is not known which
    /// values are better, the larger mean counts as better.
    let leader: Int
    let follower: Int
    /// The probability that the leader outperforms the follower.
    let outperformance: Outperformance?

    /// Whether the seeds show a difference, on the examples that were tested.
    var isSignificant: Bool { difference.pValue < significanceLevel }

    /// Whether the difference is also shown for other examples of the same kind. Splits and folds
    /// have other examples each, so that their test is of both.
    var isGeneral: Bool {
      guard isSignificant, contrast.tests.overlap == nil else { return isSignificant }
      return contrast.general.map { $0.pValue < significanceLevel } ?? false
    }
  }

  /// nil if a group has one run, if nothing varies or if there is an obstacle.
  func claim(_ contrast: Contrast, isOfBest: Bool = false) -> Claim? {
    guard let difference = contrast.difference else { return nil }
    let change = groups[contrast.other].sample.mean - groups[contrast.base].sample.mean
    let isTurned = change != 0 && !isImprovement(change)
    return Claim(
      contrast: contrast, difference: difference, isOfBest: isOfBest,
      better: isImprovement(difference.value) ? contrast.other : contrast.base,
      leader: isTurned ? contrast.base : contrast.other,
      follower: isTurned ? contrast.other : contrast.base,
      outperformance: isTurned ? contrast.outperformance?.turned : contrast.outperformance)
  }

  /// The groups that can be claimed to be better or worse than the first, and the others.
  struct Verdicts: Hashable, Sendable {
    let better: [Int]
    let worse: [Int]
    /// Groups whose difference from the first is not significant.
    let undecided: [Int]
    /// Groups with one run or without variation.
    let untested: [Int]
    /// Contrasts with an obstacle.
    let obstructed: [Contrast]

    /// The number of contrasts with a p value, over which Holm's adjustment goes.
    var tested: Int { better.count + worse.count + undecided.count }
  }

  var verdicts: Verdicts {
    let compared = zip(contrasts, adjustedPValues).compactMap { contrast, p in
      contrast.difference.flatMap { difference in
        p.map { (group: contrast.other, isImprovement: isImprovement(difference.value), p: $0) }
      }
    }
    let clear = compared.filter { $0.p < significanceLevel }
    let unclaimed = contrasts.filter { $0.difference == nil }
    return Verdicts(
      better: clear.filter(\.isImprovement).map(\.group),
      worse: clear.filter { !$0.isImprovement }.map(\.group),
      undecided: compared.filter { $0.p >= significanceLevel }.map(\.group),
      untested: unclaimed.filter { $0.obstacle == nil }.map(\.other),
      obstructed: unclaimed.filter { $0.obstacle != nil })
  }

  /// The confidence of each interval in the table, so that all of them hold together in 95 of 100
  /// cases: 1 − 0.05/k, by Bonferroni's inequality.
  package var tableConfidence: Double {
    1 - significanceLevel / Double(max(1, adjustedPValues.count { $0 != nil }))
  }

  /// The obstacle that all contrasts share; nil if there is none or if they differ.
  var sharedObstacle: Obstacle? {
    let obstacles = Set(contrasts.map(\.obstacle))
    return obstacles.count == 1 ? contrasts[0].obstacle : nil
  }

  /// The contrast that the conclusion is about: the best group against the second, or of two groups
  /// the second against the first.
  package var mainContrast: Contrast { bestPair ?? contrasts[0] }

  /// Whether a change makes the metric better, or larger if it is not known which values are better.
  func isImprovement(_ change: Double) -> Bool {
    (metric.direction ?? .higher).isBetter(change, than: 0)
  }
}
