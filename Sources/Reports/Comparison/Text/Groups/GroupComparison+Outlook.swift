import Experiments

extension GroupComparison {
  /// Whether a claimed difference is of use, or which difference would have been found; nil if there
  /// is nothing to say.
  func outlook(_ claim: Claim) -> String? {
    let sentences = [usefulness(claim), power(claim), needOfExamples(claim)].compactMap(\.self)
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  private func usefulness(_ claim: Claim) -> String? {
    guard claim.isSignificant, let high = claim.outperformance?.interval?.upperBound,
      high < Outperformance.meaningful
    else { return nil }
    return "Below 0.75 the difference is of little use: single trainings often end the other way "
      + "round."
  }

  private func power(_ claim: Claim) -> String? {
    guard !claim.isSignificant else { return nil }
    return
      "A true difference of \(amount(claim.difference.detectable)) would be found in 80 of 100 "
      + "cases."
  }

  /// Whether more seeds or more test examples would help; nil if a difference is claimed.
  private func needOfExamples(_ claim: Claim) -> String? {
    guard let general = claim.contrast.general, general.needsExamples, !claim.isGeneral else {
      return nil
    }
    let reach = normalReach * general.exampleVariance.squareRoot()
    return general.value.magnitude < reach
      ? "More test examples would help, more seeds would not."
      : "More test examples would help more than more seeds."
  }

  /// `adam has no seeds 6 to 8, which sgd has: with them all would be pairs.`; nil if all are pairs.
  var missingSentence: String? {
    let missing = missingTrials
    guard !missing.isEmpty else { return nil }
    let parts = missing.map { part in
      let ranges = part.ranges.map { range in
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      }
      return "\(groups[part.group].name) lacks seed\(part.seeds.count == 1 ? "" : "s") "
        + ranges.listed
    }
    let them = missing.flatMap(\.seeds).count == 1 ? "it" : "them"
    return "\(parts.joined(separator: ", ")): with \(them) "
      + "more seeds would be pairs, which usually shows smaller differences."
  }

  /// `Seed 5 of adam (0.1100) lies far below the others: look at adam-005.`; nil if none does.
  var farSentence: String? {
    let sentences = farTrials.map { trial in
      let name = groups[trial.group].name
      let what = trial.seed.map { "Seed \($0) of \(name)" } ?? "A value of \(name)"
      let advice = trial.run.map { ": look at \($0)" } ?? ""
      return "\(what) (\(trial.far.value.fixed(4))) lies far "
        + "\(trial.far.isBelow ? "below" : "above") the others\(advice)."
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// `Of divergence itself: 3 of 10 against 0 of 10 runs, Fisher's exact p = 0.21.`
  var divergenceSentences: [String] {
    divergenceTests.map { found in
      let (first, second) = (found.test.first, found.test.second)
      let isFirst = first.events * second.count > second.events * first.count
      let verdict =
        found.pValue < significanceLevel
        ? "\(isFirst ? found.base : found.other) diverges more often"
        : "No difference in how often they diverge can be claimed"
      let holm = divergenceTests.count > 1 ? ", Holm over \(divergenceTests.count)" : ""
      return "\(verdict): \(first.events) of \(first.count) runs of \(found.base), "
        + "\(second.events) of \(second.count) of \(found.other) "
        + "(Fisher's exact \(found.pValue.pClause)\(holm))."
    }
  }
}
