extension Comparison {
  /// The difference that these examples would have shown; nil if one is claimed, or if it is not
  /// known.
  func power(_ contrast: PairedContrast) -> String? {
    let measure = contrast.measure
    guard let p = measure.pValue, p >= significanceLevel, let difference = measure.detectable else {
      return nil
    }
    return "A true difference of \(amount(difference, measure)) would be found in 80 of 100 cases."
  }

  /// What the margin says of a run and the first; nil without one, or if nothing can be claimed.
  func marginSentence(_ index: Int) -> String? {
    guard let margin, let claim = marginClaim(index), let measure = contrasts[index]?.measure else {
      return nil
    }
    func figures(_ interval: ClosedRange<Double>, _ percent: Int) -> String {
      let text = DifferenceText(
        0, interval, factor: measure.isOfAnswers ? 100 : 1, decimals: measure.isOfAnswers ? 2 : 4)
      return "\(percent)% interval \(text.low ?? "-") to \(text.high ?? "-")"
        + (measure.isOfAnswers ? " (Tango's score test)" : "")
    }
    let amount = amount(margin, measure)
    let sentence = claim.verdict.sentence(
      runs[claim.leader].id, runs[claim.follower].id, amount: amount,
      wide: figures(claim.wide, 95), narrow: figures(claim.narrow, 90))
    guard claim.verdict == .open || claim.verdict == .noWorse, let count = claim.examplesNeeded
    else {
      return sentence
    }
    return sentence
      + " About \(count.grouped) test examples would show a difference of \(amount) in "
      + "80 of 100 cases."
  }

  /// `By the margin of 0.30 points: a-002 better by more than it; a-003 open (adjusted over 2).`
  var marginsOfMany: String? {
    guard let margin, let one = contrasts.lazy.compactMap(\.self).first else { return nil }
    let parts = runs.indices.compactMap { index in
      marginClaim(index).map { claim in
        "\(runs[index].id) \(claim.verdict.label(isTurned: claim.leader == 0, than: runs[0].id))"
      }
    }
    guard !parts.isEmpty else { return nil }
    let family = adjustedPValues.count { $0 != nil }
    let adjusted = family > 1 ? " (adjusted over \(family))" : ""
    return "By the margin of \(amount(margin, one.measure)): \(parts.joined(separator: "; "))"
      + "\(adjusted)."
  }

  /// A difference without a sign, with its unit: `0.30 points`
  private func amount(_ difference: Double, _ measure: PairedContrast.Measure) -> String {
    guard measure.isOfAnswers else { return difference.metric }
    return DifferenceText(difference, nil, factor: 100, decimals: 2, isSigned: false).value
      + " points"
  }
}
