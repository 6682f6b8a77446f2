import Experiments

extension GroupComparison {
  /// One group against another.
  package struct Contrast: Hashable, Sendable {
    /// Positions in `groups`.
    package let base: Int
    package let other: Int
    /// Why nothing may be claimed; nil where something may.
    package let obstacle: Obstacle?
    package let tests: Tests
    /// That the other outperforms the base: seed by seed where both have the same, else each run
    /// against each; nil where nothing may be claimed, and where nobody knows which values are
    /// better.
    package let outperformance: Outperformance?

    /// The difference that may be claimed; nil where a group has one run, or where nothing varies.
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
        return
      }
      tests = Tests(first, second)
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

extension GroupComparison.Contrast {
  /// What the tests of two groups say of the difference of their means.
  ///
  /// The seeds alone say which one's the claim is, never the results, since the smallest of several
  /// p values would claim too much: the paired test where both groups have the same seeds; where
  /// they share three or more, the test of samples that are pairs in part, which is over all runs
  /// too (Derrick, Russ, Toher & White 2017, see `MeanDifference`); else Welch's.
  ///
  /// Where the seed draws the examples, the paired test and Welch's take the larger variance of the
  /// corrected resampled t (see `DrawnSplit`); for samples that are pairs in part there is none.
  package struct Tests: Hashable, Sendable {
    /// How many seeds both groups have; 0 where not each run has one of its own.
    package let sharedSeeds: Int
    /// nil unless both have the same seeds.
    package let paired: MeanDifference?
    /// nil unless both have some of their seeds, three or more.
    package let partlyPaired: MeanDifference?
    /// nil where a group has one run.
    package let welch: MeanDifference?
    /// By which the variance is corrected, since the seed draws the examples; nil where it does
    /// not.
    package let overlap: Double?

    fileprivate init(seeds: SeedPairs?) {
      sharedSeeds = seeds?.pairs.count ?? 0
      (paired, partlyPaired, welch, overlap) = (nil, nil, nil, nil)
    }

    init(_ first: GroupComparison.Group, _ second: GroupComparison.Group) {
      let seeds = SeedPairs(first, second)
      let isWhole = seeds?.isWhole == true
      let overlap = [first, second].compactMap(\.split?.overlap).max()
      self.overlap = overlap
      sharedSeeds = seeds?.pairs.count ?? 0
      paired =
        isWhole
        ? seeds.flatMap { MeanDifference(pairs: $0.pairs, overlap: overlap ?? 0) } : nil
      partlyPaired =
        isWhole || overlap != nil
        ? nil
        : seeds.flatMap {
          MeanDifference(pairs: $0.pairs, onlyA: $0.onlyFirst, onlyB: $0.onlySecond)
        }
      welch = MeanDifference(first.sample, second.sample, overlap: overlap ?? 0)
    }

    /// The first that there is and that varies: so few runs do not prove a difference without
    /// variation to be certain.
    package var claimable: MeanDifference? {
      [paired, partlyPaired, welch].compactMap(\.self).first { $0.standardError > 0 }
    }
  }
}

/// The values of two groups seed by seed.
private struct SeedPairs {
  /// Of the seeds that both have.
  let pairs: [(a: Double, b: Double)]
  let onlyFirst: [Double]
  let onlySecond: [Double]

  /// nil where two runs of a group have one seed, or a run none.
  init?(_ first: GroupComparison.Group, _ second: GroupComparison.Group) {
    guard let seeds = first.seeds, let others = second.seeds else { return nil }
    let values = Dictionary(uniqueKeysWithValues: zip(others, second.sample.values))
    let all = zip(seeds, first.sample.values)
    pairs = all.compactMap { seed, value in values[seed].map { (a: value, b: $0) } }
    onlyFirst = all.filter { values[$0.0] == nil }.map(\.1)
    onlySecond = zip(others, second.sample.values).filter { !seeds.contains($0.0) }.map(\.1)
  }

  /// Whether both have the same seeds.
  var isWhole: Bool { onlyFirst.isEmpty && onlySecond.isEmpty }
}
