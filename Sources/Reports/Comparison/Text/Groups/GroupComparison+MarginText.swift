import Experiments

extension GroupComparison {
  /// What the margin says of two groups; nil without one, or if nothing can be claimed.
  func marginSentence(_ contrast: Contrast) -> String? {
    guard let margin, let claim = marginClaim(contrast) else { return nil }
    let (leader, follower) = (groups[claim.leader].name, groups[claim.follower].name)
    let unit = unit([groups[claim.leader], groups[claim.follower]])
    let basis = claim.isGeneral ? "seeds and examples" : unit
    func figures(_ interval: ClosedRange<Double>, _ percent: Int) -> String {
      let text = DifferenceText(0, interval, factor: factor, decimals: decimals)
      return "\(percent)% interval \(text.low ?? "-") to \(text.high ?? "-") (\(basis))"
    }
    let amount = amount(margin)
    let text = claim.verdict.sentence(
      leader, follower, amount: amount, wide: figures(claim.wide, 95),
      narrow: figures(claim.narrow, 90))
    return ([text] + shortage(claim, amount)).joined(separator: " ")
  }

  /// What would decide between the verdicts.
  private func shortage(_ claim: MarginClaim, _ amount: String) -> [String] {
    guard claim.verdict == .open || claim.verdict == .noWorse else { return [] }
    var sentences: [String] = []
    if let smallest = claim.smallestMargin {
      sentences.append(
        "No number of seeds shows less than \(self.amount(smallest)) on so few test examples.")
    }
    if let count = claim.seedsNeeded {
      let unit = unit([groups[claim.leader], groups[claim.follower]])
      let examples = claim.isGeneral ? " on these examples" : ""
      sentences.append(
        "About \(count) \(unit) of each would find a difference of \(amount)\(examples) in 80 of 100 "
          + "cases.")
    }
    return sentences
  }

  /// `Against sgd by the margin of 0.30 points: adam better by more; rmsprop open (over 2, adjusted).`
  var marginsAgainstFirst: String? {
    guard let margin else { return nil }
    let family = adjustedPValues.count { $0 != nil }
    let parts = zip(contrasts, adjustedPValues).compactMap { contrast, p in
      marginClaim(contrast, pValue: p, family: family).map { claim in
        "\(groups[contrast.other].name) "
          + claim.verdict.label(isTurned: claim.leader == contrast.base, than: groups[0].name)
      }
    }
    guard !parts.isEmpty else { return nil }
    let adjusted = family > 1 ? " (adjusted over \(family))" : ""
    return "By the margin of \(amount(margin)): \(parts.joined(separator: "; "))\(adjusted)."
  }
}

extension MarginVerdict {
  /// The verdict as a sentence.
  ///
  /// - Parameters:
  ///   - leader: what has the better mean.
  ///   - amount: the margin with its unit.
  ///   - wide: the 95% interval in words.
  ///   - narrow: the 90% interval in words.
  func sentence(
    _ leader: String, _ follower: String, amount: String, wide: String, narrow: String
  ) -> String {
    switch self {
    case .betterByMore: "\(leader) is better by more than \(amount): \(wide)."
    case .better: "\(leader) is better, but not shown to be by more than \(amount): \(wide)."
    case .equal: "The two are equal within \(amount): \(narrow), two one-sided tests."
    case .noWorse: "\(leader) is no worse than \(follower) by \(amount) or more: \(wide)."
    case .open:
      "Open by the margin of \(amount): neither better, nor no worse, nor equal; \(wide)."
    }
  }

  /// The verdict about one of several: `better by more`
  func label(isTurned: Bool, than base: String) -> String {
    switch self {
    case .betterByMore: isTurned ? "worse by more than it" : "better by more than it"
    case .better: isTurned ? "worse" : "better"
    case .equal: "equal to \(base) within it"
    case .noWorse: isTurned ? "open, but \(base) no worse by it" : "no worse by it"
    case .open: "open"
    }
  }
}
