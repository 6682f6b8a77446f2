import Experiments

extension GroupComparison {
  /// `+0.19 points, 95% interval -0.02 to +0.40, p = 0.068 (paired t, same seeds; Welch p = 0.10)`,
  /// followed by ` on these 500 test examples; on others like them 95% interval …` where that is
  /// known.
  func figures(_ claim: Claim) -> String {
    let difference = claim.difference
    let text = DifferenceText(
      difference.value, difference.interval, factor: factor, decimals: decimals)
    let note = claim.isOfBest && claim.isSignificant ? "; \(Self.noAdjustment)" : ""
    let test = "\(difference.pValue.pClause) (\(self.text(claim.contrast.tests))\(note))"
    let general = generalFigures(claim) ?? ""
    return "\(text.value)\(unitText)\(text.intervalClause), \(test)\(general)"
  }

  /// Why the p value of the two that the results chose stands as it is.
  private static let noAdjustment =
    "best against second: no adjustment needed, Hung & Fithian 2019"

  private func generalFigures(_ claim: Claim) -> String? {
    guard let general = claim.contrast.general else { return nil }
    let text = DifferenceText(general.value, general.interval, factor: factor, decimals: decimals)
    let doubt =
      claim.isSignificant && !claim.isGeneral ? "no difference can be claimed: " : ""
    return " on \(general.examples.theseTestExamples); on others like them \(doubt)"
      + "\(text.intervalClause.dropFirst(2)), \(general.pValue.pClause) (seeds and examples)"
  }

  /// `paired t, same seeds; Welch p = 0.10`
  private func text(_ tests: Contrast.Tests) -> String {
    if tests.overlap != nil { return resampledText(tests) }
    let welch = "Welch \(tests.welch?.pValue.pClause ?? "p = -")"
    switch tests.claimable?.test ?? .welch {
    case .paired: return "paired t, same seeds; \(welch)"
    case .partlyPaired: return "partly paired t, \(tests.sharedTrials) shared seeds; \(welch)"
    case .welch:
      let isFew = (1..<MeanDifference.fewestPairs).contains(tests.sharedTrials)
      return isFew && tests.paired == nil
        ? "Welch's t; \(tests.sharedTrials) shared seed\(tests.sharedTrials == 1 ? "" : "s"), "
          + "too few to pair"
        : "Welch's t"
    }
  }

  /// `over 10 drawn splits: corrected resampled t, approximate`
  private func resampledText(_ tests: Contrast.Tests) -> String {
    let isOfFolds = groups.contains { $0.split?.origin == .folds }
    let unit = isOfFolds ? "folds" : "drawn splits"
    return tests.claimable?.test == .paired
      ? "over \(tests.sharedTrials) \(unit): corrected resampled t, approximate"
      : "over \(unit): Welch's t, corrected as the resampled t is, approximate"
  }

  /// ` points`, or nothing for other metrics.
  var unitText: String { metric.isInPoints ? " points" : "" }

  /// A difference without a sign, with its unit: `0.30 points`
  func amount(_ difference: Double) -> String {
    DifferenceText(difference, nil, factor: factor, decimals: decimals, isSigned: false).value
      + unitText
  }

  /// `5 seeds`, the same in both; `5 seeds of each`, `5 and 4 seeds`
  func trainings(_ contrast: Contrast) -> String {
    let (base, other) = (groups[contrast.base], groups[contrast.other])
    let (count, unit) = (base.count, unit([base, other]))
    guard count == other.count else { return "\(count) and \(other.count) \(unit)" }
    return "\(count) \(unit)\(contrast.tests.sharedTrials == count ? "" : " of each")"
  }

  /// `folds`; `seeds` if each run of each group has a seed of its own; otherwise `runs`.
  func unit(_ groups: [Group]) -> String {
    if groups.contains(where: { $0.split?.origin == .folds }) { return "folds" }
    return groups.allSatisfy { $0.seeds != nil } ? "seeds" : "runs"
  }
}
