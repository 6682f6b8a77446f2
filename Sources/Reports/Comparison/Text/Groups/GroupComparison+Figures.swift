extension GroupComparison {
  /// `+0.19 points, 95% interval -0.02 to +0.40, p = 0.068 (paired t, same seeds; Welch p = 0.10)`
  func figures(
    _ difference: MeanDifference, _ contrast: Contrast, _ chosen: BestPair?
  ) -> String {
    let text = DifferenceText(
      difference.value, difference.interval, factor: factor, decimals: decimals)
    let tests = Self.words(difference.test, contrast.tests)
    let raw = difference.pValue
    let start = text.value + (metric.isInPoints ? " points" : "") + text.intervalClause + ", "
    guard let chosen, let p = chosen.pValue, raw < 0.05 else {
      return start + "\(raw.pClause) (\(tests))"
    }
    if p < 0.05 { return start + "\(p.pClause) (\(tests); \(chosen.family.words))" }
    return start + "\(raw.pClause) by itself (\(tests)), but \(p.asPValue) by "
      + chosen.family.words
  }

  /// Of which seeds so many are needed.
  static func whose(_ test: MeanDifference.Test) -> String {
    switch test {
    case .paired: ""
    case .partlyPaired: " that both have"
    case .welch: " of each"
    }
  }

  /// `paired t, same seeds; Welch p = 0.10`
  private static func words(_ test: MeanDifference.Test, _ tests: Contrast.Tests) -> String {
    let welch = "Welch \(tests.welch?.pValue.pClause ?? "p = -")"
    if tests.overlap != nil {
      return test == .paired
        ? "over \(tests.sharedSeeds) drawn splits: corrected resampled t, approximate"
        : "over drawn splits: Welch's t, corrected as the resampled t is, approximate"
    }
    switch test {
    case .paired: return "paired t, same seeds; \(welch)"
    case .partlyPaired: return "partly paired t, \(tests.sharedSeeds) shared seeds; \(welch)"
    case .welch:
      let isFew = (1..<MeanDifference.fewestPairs).contains(tests.sharedSeeds)
      return isFew && tests.paired == nil
        ? "Welch's t; \(tests.sharedSeeds) shared seed\(tests.sharedSeeds == 1 ? "" : "s"), "
          + "too few to pair"
        : "Welch's t"
    }
  }

  /// `5 seeds`, the same in both; `5 seeds of each`, `5 and 4 seeds`
  func trainings(_ contrast: Contrast) -> String {
    let (base, other) = (groups[contrast.base], groups[contrast.other])
    let (count, unit) = (base.runs.count, unit([base, other]))
    guard count == other.runs.count else { return "\(count) and \(other.runs.count) \(unit)" }
    return "\(count) \(unit)\(contrast.tests.sharedSeeds == count ? "" : " of each")"
  }

  /// What a group's trainings are, where each has a seed of its own, or where that is not known.
  func unit(_ groups: [Group]) -> String {
    groups.allSatisfy { $0.seeds != nil } ? "seeds" : "runs"
  }

  /// With how many seeds, of each group or in pairs, a true difference as large as this would be
  /// found in 80 of 100 cases; nil where nothing varies or 1,000 would not do, and where the seed
  /// draws the examples, which more seeds do not replace.
  func needed(_ contrast: Contrast) -> Int? {
    guard let difference = contrast.difference, contrast.tests.overlap == nil else { return nil }
    let (base, other) = (groups[contrast.base].sample, groups[contrast.other].sample)
    let variances = (base.variance ?? 0) + (other.variance ?? 0)
    let counts = Double(base.count * other.count)
    let variance: Double
    switch difference.test {
    case .paired:
      variance = difference.standardError * difference.standardError * Double(base.count)
    case .partlyPaired:
      // What pairing took off Welch's variance is twice the covariance, times pairs over counts.
      let welch = contrast.tests.welch?.standardError ?? difference.standardError
      let covered = welch * welch - difference.standardError * difference.standardError
      variance = variances - covered * counts / Double(contrast.tests.sharedSeeds)
    case .welch: variance = variances / 2
    }
    guard variance > 0 else { return nil }
    let deviation = variance.squareRoot()
    return SampleSize.needed(effect: difference.value / deviation, difference.test)
  }
}
