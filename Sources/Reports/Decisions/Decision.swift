import Experiments

/// A decision between two settings: what a plan's rules make of the pairs so far.
///
/// A pure function of the pairs in their order. A pair after the one that ends the decision does not
/// count, so that it does not matter how many are trained at once.
package struct Decision: Hashable, Sendable {
  package enum Ending: Hashable, Sendable {
    case better(DecisionSide)
    /// The interval lies inside ±margin.
    case equal
    /// Something would still be found with this probability only.
    case hopeless(Double)
    /// The last pair has claimed nothing.
    case exhausted
  }

  package let rules: DecisionRules
  /// The pairs up to the one that ended it.
  package let pairs: [DecisionPair]
  /// One look after each of them.
  package let looks: [DecisionLook]
  /// nil: another pair must be trained.
  package let ending: Ending?

  package init(_ rules: DecisionRules, _ pairs: [DecisionPair]) {
    self.rules = rules
    var looks: [DecisionLook] = []
    var ending: Ending?
    for count in pairs.indices.map({ $0 + 1 }) {
      let look = DecisionLook(Array(pairs.prefix(count)), by: rules)
      looks.append(look)
      ending = look.ending(by: rules)
      if ending != nil { break }
    }
    self.looks = looks
    self.pairs = Array(pairs.prefix(looks.count))
    self.ending = ending
  }

  package var last: DecisionLook? { looks.last }

  /// Whether a claim was made before the last pair that it could have had.
  package var hasStoppedEarly: Bool {
    guard case .better = ending else { return false }
    return rules.maximum.map { pairs.count < $0 } ?? true
  }
}

extension DecisionLook {
  init(_ pairs: [DecisionPair], by rules: DecisionRules) {
    let values = pairs.compactMap(\.values)
    let test = values.count == pairs.count ? Test(values, by: rules) : nil
    self.pairs = pairs.count
    self.test = test
    signs = Signs(pairs, by: rules)
    prospect = Self.prospect(test, signs, after: pairs.count, by: rules)
  }

  private static func prospect(
    _ test: Test?, _ signs: Signs?, after pairs: Int, by rules: DecisionRules
  ) -> Double? {
    guard let maximum = rules.maximum, let lastLimit = rules.limit(after: maximum),
      pairs >= DecisionRules.fewestToGiveUp
    else { return nil }
    if let signs {
      return ConditionalPower.ofSigns(
        signs.counts, bound: signs.bound, further: maximum - pairs)
    }
    guard let test, !test.isConstant else { return 0 }
    let claim = ConditionalPower.ofClaim(
      pValue: test.pValue, after: pairs, of: maximum, lastLimit: lastLimit)
    guard let margin = rules.margin else { return claim }
    let equality = ConditionalPower.ofEquality(
      mean: test.mean, deviation: test.deviation, margin: margin, after: pairs, of: maximum,
      lastLimit: lastLimit)
    return max(claim, equality)
  }

  /// How the decision ends with this look; nil if it does not.
  func ending(by rules: DecisionRules) -> Decision.Ending? {
    if let signs {
      if signs.evidence >= signs.bound {
        return .better(signs.counts.wins > signs.counts.losses ? .other : .base)
      }
    } else if let test {
      if test.isClaim {
        return .better(rules.direction.isBetter(test.mean, than: 0) ? .other : .base)
      }
      if let margin = rules.margin, let interval = test.interval,
        interval.lowerBound >= -margin, interval.upperBound <= margin
      {
        return .equal
      }
    }
    if let maximum = rules.maximum, pairs >= maximum { return .exhausted }
    if let prospect, prospect < ConditionalPower.hopeless { return .hopeless(prospect) }
    return nil
  }
}

extension DecisionLook.Signs {
  /// nil while no run diverged. A run that diverged loses against one that did not.
  ///
  /// The t tests before it have spent a part of the error. With a maximum the evidence of all signs
  /// must exceed the inverse of what is left; without one, the evidence goes on from that of the t
  /// test, and the signs from there on are multiplied with it.
  init?(_ pairs: [DecisionPair], by rules: DecisionRules) {
    guard let first = pairs.firstIndex(where: { $0.values == nil }) else { return nil }
    counts = SignEvidence(pairs, by: rules.direction)
    if rules.boundaries != nil {
      evidence = counts.value
      bound = 1 / (rules.alpha - rules.spent(after: first))
    } else {
      let before = pairs.prefix(first)
      let test = DecisionLook.Test(before.compactMap(\.values), by: rules)
      let earlier = SignEvidence(Array(before), by: rules.direction)
      evidence = (test?.evidence ?? 1) * counts.value / earlier.value
      bound = rules.bound
    }
  }
}

extension SignEvidence {
  /// Counts the pairs that the other setting won and lost.
  fileprivate init(_ pairs: [DecisionPair], by direction: MetricDirection) {
    self.init()
    for pair in pairs {
      switch (pair.base.value, pair.other.value) {
      case (let base?, let other?):
        if direction.isBetter(other, than: base) { wins += 1 }
        if direction.isBetter(base, than: other) { losses += 1 }
      case (nil, _?): wins += 1
      case (_?, nil): losses += 1
      case (nil, nil): break
      }
    }
  }
}
