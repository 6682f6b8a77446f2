import Experiments

extension GroupComparison {
  /// What can be claimed of two groups.
  struct Claim: Hashable, Sendable {
    let contrast: Contrast
    let difference: MeanDifference
    /// Set if the results chose the two groups. The p value is then adjusted for its family.
    let pair: BestPair?
    /// The p value that decides; 1 if it is not known.
    let pValue: Double
    /// The position of the group that the difference favours.
    let better: Int
    /// The positions of the group with the better mean and of the other one. If it is not known which
    /// values are better, the larger mean counts as better.
    let leader: Int
    let follower: Int
    /// The probability that the leader outperforms the follower.
    let outperformance: Outperformance?

    var isSignificant: Bool { pValue < significanceLevel }
  }

  /// nil if a group has one run, if nothing varies or if there is an obstacle.
  ///
  /// - Parameter pair: the two best groups if the results chose what is compared.
  func claim(_ contrast: Contrast, _ pair: BestPair? = nil) -> Claim? {
    guard let difference = contrast.difference else { return nil }
    let change = groups[contrast.other].sample.mean - groups[contrast.base].sample.mean
    let isTurned = change != 0 && !isImprovement(change)
    return Claim(
      contrast: contrast, difference: difference, pair: pair,
      pValue: pair.map { $0.pValue ?? 1 } ?? difference.pValue,
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

  /// The obstacle that all contrasts share; nil if there is none or if they differ.
  var sharedObstacle: Obstacle? {
    let obstacles = Set(contrasts.map(\.obstacle))
    return obstacles.count == 1 ? contrasts[0].obstacle : nil
  }

  /// Whether a change makes the metric better, or larger if it is not known which values are better.
  private func isImprovement(_ change: Double) -> Bool {
    (metric.direction ?? .higher).isBetter(change, than: 0)
  }
}
