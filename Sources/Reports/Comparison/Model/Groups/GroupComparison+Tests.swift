extension GroupComparison.Contrast {
  /// The tests of the difference of two groups' means.
  ///
  /// The seeds or folds alone determine which test decides, never the results, because the smallest
  /// of several p values would claim too much: the paired test if both groups have the same ones; the
  /// test of partly paired samples, which uses all runs, if they share three or more (Derrick, Russ,
  /// Toher & White 2017, see `MeanDifference`); otherwise Welch's.
  ///
  /// If the seed draws the examples, or if they are divided into folds, the paired test and Welch's
  /// use the larger variance of the corrected resampled t (see `DrawnSplit`). There is no such
  /// correction for partly paired samples.
  package struct Tests: Hashable, Sendable {
    /// The number of seeds or folds that both groups have; 0 unless each run of a group has its own.
    package let sharedTrials: Int
    /// nil unless both groups have the same seeds or folds.
    package let paired: MeanDifference?
    /// nil unless the groups share some but not all seeds, three or more.
    package let partlyPaired: MeanDifference?
    /// nil if a group has one run.
    package let welch: MeanDifference?
    /// The correction of the variance if the examples are drawn or divided into folds; nil otherwise.
    package let overlap: Double?

    /// Only counts the shared seeds or folds.
    init(pairs: TrialPairs?) {
      sharedTrials = pairs?.positions.count ?? 0
      (paired, partlyPaired, welch, overlap) = (nil, nil, nil, nil)
    }

    init(
      _ first: GroupComparison.Group, _ second: GroupComparison.Group, _ pairs: TrialPairs?
    ) {
      let isWhole = pairs?.isWhole == true
      let overlap = [first, second].compactMap(\.split?.overlap).max()
      self.overlap = overlap
      sharedTrials = pairs?.positions.count ?? 0
      paired =
        isWhole ? pairs.flatMap { MeanDifference(pairs: $0.values, overlap: overlap ?? 0) } : nil
      partlyPaired =
        isWhole || overlap != nil
        ? nil
        : pairs.flatMap {
          MeanDifference(
            pairs: $0.values, onlyA: $0.valuesOnlyInFirst, onlyB: $0.valuesOnlyInSecond)
        }
      welch = MeanDifference(first.sample, second.sample, overlap: overlap ?? 0)
    }

    /// The first test with a difference that varies; nil if there is none. So few runs do not prove
    /// that a difference without variation is certain.
    package var claimable: MeanDifference? {
      [paired, partlyPaired, welch].compactMap(\.self).first { $0.standardError > 0 }
    }

    /// Returns the number of seeds, of each group or in pairs, with which a difference as large as
    /// the margin would be found in 80 of 100 cases. The deviation is taken to be as large as it is
    /// with 80% confidence, since few seeds say little of it.
    ///
    /// nil if nothing varies, if 1,000 are not enough, or if the examples are drawn, which more seeds
    /// do not replace.
    func seedsNeeded(for margin: Double, _ base: Sample, _ other: Sample) -> Int? {
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
        variance = variances - covered * counts / Double(sharedTrials)
      case .welch: variance = variances / 2
      }
      guard variance > 0 else { return nil }
      let largest =
        variance.squareRoot()
        * SampleSize.largestDeviation(degreesOfFreedom: difference.degreesOfFreedom)
      return SampleSize.needed(effect: margin / largest, difference.test)
    }
  }
}
