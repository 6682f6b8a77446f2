extension GroupComparison {
  /// `+0.19 points, 95% interval -0.02 to +0.40, p = 0.068 (paired t, same seeds; Welch p = 0.10)`
  func figures(_ claim: Claim) -> String {
    let difference = claim.difference
    let text = DifferenceText(
      difference.value, difference.interval, factor: factor, decimals: decimals)
    let tests = Self.text(difference.test, claim.contrast.tests)
    let raw = difference.pValue
    let start = text.value + (metric.isInPoints ? " points" : "") + text.intervalClause + ", "
    guard let pair = claim.pair, let p = pair.pValue, raw < significanceLevel else {
      return start + "\(raw.pClause) (\(tests))"
    }
    if p < significanceLevel {
      return start + "\(p.pClause) (\(tests); \(pair.family.text))"
    }
    return start + "\(raw.pClause) by itself (\(tests)), but \(p.asPValue) by "
      + pair.family.text
  }

  /// The continuation of `about 12 seeds`: which seeds a test counts.
  static func whose(_ test: MeanDifference.Test) -> String {
    switch test {
    case .paired: ""
    case .partlyPaired: " that both have"
    case .welch: " of each"
    }
  }

  /// `paired t, same seeds; Welch p = 0.10`
  private static func text(_ test: MeanDifference.Test, _ tests: Contrast.Tests) -> String {
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

  /// `seeds` if each run of each group has a seed of its own, otherwise `runs`.
  func unit(_ groups: [Group]) -> String {
    groups.allSatisfy { $0.seeds != nil } ? "seeds" : "runs"
  }
}
