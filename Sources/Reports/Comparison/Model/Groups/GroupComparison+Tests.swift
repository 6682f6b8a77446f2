extension GroupComparison.Contrast {
  /// The tests of the difference of two groups' means.
  ///
  /// The seeds alone determine which test decides, never the results, because the smallest of
  /// several p values would claim too much: the paired test if both groups have the same seeds; the
  /// test of partly paired samples, which uses all runs, if they share three seeds or more (Derrick,
  /// Russ, Toher & White 2017, see `MeanDifference`); otherwise Welch's.
  ///
  /// If the seed draws the examples, the paired test and Welch's use the larger variance of the
  /// corrected resampled t (see `DrawnSplit`). There is no such correction for partly paired samples.
  package struct Tests: Hashable, Sendable {
    /// The number of seeds that both groups have; 0 unless each run of a group has its own.
    package let sharedSeeds: Int
    /// nil unless both groups have the same seeds.
    package let paired: MeanDifference?
    /// nil unless the groups share some but not all seeds, three or more.
    package let partlyPaired: MeanDifference?
    /// nil if a group has one run.
    package let welch: MeanDifference?
    /// The correction of the variance if the seed draws the examples; nil otherwise.
    package let overlap: Double?

    /// Only counts the shared seeds.
    init(seeds: SeedPairs?) {
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

    /// The first test with a difference that varies; nil if there is none. So few runs do not prove
    /// that a difference without variation is certain.
    package var claimable: MeanDifference? {
      [paired, partlyPaired, welch].compactMap(\.self).first { $0.standardError > 0 }
    }

    func seedsNeeded(_ base: Sample, _ other: Sample) -> Int? {
      guard let difference = claimable, overlap == nil else { return nil }
      let variances = (base.variance ?? 0) + (other.variance ?? 0)
      let counts = Double(base.count * other.count)
      let variance: Double
      switch difference.test {
      case .paired:
        variance = difference.standardError * difference.standardError * Double(base.count)
      case .partlyPaired:
        // Pairing reduces Welch's variance by twice the covariance, times pairs over counts.
        let welch = welch?.standardError ?? difference.standardError
        let covered = welch * welch - difference.standardError * difference.standardError
        variance = variances - covered * counts / Double(sharedSeeds)
      case .welch: variance = variances / 2
      }
      guard variance > 0 else { return nil }
      return SampleSize.needed(effect: difference.value / variance.squareRoot(), difference.test)
    }
  }
}

/// The values of two groups, paired by seed.
struct SeedPairs {
  /// The values of the seeds that both groups have.
  let pairs: [(a: Double, b: Double)]
  let onlyFirst: [Double]
  let onlySecond: [Double]

  /// nil if two runs of a group have the same seed or a run has none.
  init?(_ first: GroupComparison.Group, _ second: GroupComparison.Group) {
    guard let seeds = first.seeds, let others = second.seeds else { return nil }
    let values = Dictionary(uniqueKeysWithValues: zip(others, second.sample.values))
    let all = zip(seeds, first.sample.values)
    pairs = all.compactMap { seed, value in values[seed].map { (a: value, b: $0) } }
    onlyFirst = all.filter { values[$0.0] == nil }.map(\.1)
    onlySecond = zip(others, second.sample.values).filter { !seeds.contains($0.0) }.map(\.1)
  }

  /// Whether both groups have the same seeds.
  var isWhole: Bool { onlyFirst.isEmpty && onlySecond.isEmpty }
}
