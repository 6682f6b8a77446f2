import Experiments

extension GroupComparison {
  /// The difference of one group from another.
  package struct Contrast: Hashable, Sendable {
    /// The positions of the two groups in `groups`.
    package let base: Int
    package let other: Int
    /// The reason why nothing can be claimed; nil if there is none.
    package let obstacle: Obstacle?
    package let tests: Tests
    /// The probability that `other` outperforms `base`: seed by seed if both have the same seeds,
    /// otherwise each run against each. nil if nothing can be claimed, or if it is not known which
    /// values are better.
    package let outperformance: Outperformance?
    /// The number of seeds, per group or in pairs, that would show a true difference of this size
    /// in 80 of 100 cases; nil if nothing varies, if 1,000 are not enough, or if the seed draws the
    /// examples, which more seeds do not replace.
    package let seedsNeeded: Int?

    /// The difference that can be claimed; nil if a group has one run or if nothing varies.
    package var difference: MeanDifference? { tests.claimable }

    init(
      _ groups: [Group], base: Int, other: Int, direction: MetricDirection?, _ obstacle: Obstacle?
    ) {
      let (first, second) = (groups[base], groups[other])
      self.base = base
      self.other = other
      self.obstacle = obstacle
      guard obstacle == nil else {
        tests = Tests(seeds: SeedPairs(first, second))
        outperformance = nil
        seedsNeeded = nil
        return
      }
      tests = Tests(first, second)
      seedsNeeded = tests.seedsNeeded(first.sample, second.sample)
      guard let direction else {
        outperformance = nil
        return
      }
      let sign = direction == .higher ? 1.0 : -1.0
      let chance: Outperformance
      if let seeds = SeedPairs(first, second), seeds.isWhole {
        chance = Outperformance(pairs: seeds.pairs.map { (a: sign * $0.b, b: sign * $0.a) })
      } else {
        chance = Outperformance(
          Sample(second.sample.values.map { sign * $0 }),
          Sample(first.sample.values.map { sign * $0 }))
      }
      outperformance = tests.overlap == nil ? chance : chance.withoutInterval
    }
  }
}
