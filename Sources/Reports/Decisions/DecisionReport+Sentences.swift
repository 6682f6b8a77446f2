import Experiments
import Runs

extension DecisionReport {
  /// The finding, and then the figures.
  package var sentence: String {
    guard let look = decision.last else { return "No pair has been trained." }
    let counts = "\(look.pairs)\(most)"
    switch decision.ending {
    case .better(let side):
      let early =
        decision.hasStoppedEarly ? "; stopped early, the estimate leans to the larger" : ""
      return better(side, look) + "; decided after \(counts), \(error)"
        + (look.signs == nil ? early : "") + "."
    case .equal:
      return "No difference that matters: \(names.other) - \(names.base) is \(figures(look)), "
        + "inside ±\(amount(plan.demand.margin ?? 0)); decided after \(counts), \(error)."
    case .hopeless(let prospect):
      let what = plan.demand.margin == nil ? "a claim" : "an answer"
      return "No difference can be claimed: \(state(look)); given up after \(counts), because "
        + "\(what) by the last seed had a probability of \(percent(prospect)) as things stood."
    case .exhausted:
      return "No difference can be claimed: \(state(look)); undecided after \(counts), the most "
        + "that were planned, \(error)."
    case nil:
      return "Not decided yet: \(state(look)); after \(counts)."
    }
  }

  /// `3 of at most 20 seeds`, or ` seeds` without a maximum.
  private var most: String {
    plan.demand.maximum.map { " of at most \($0) seeds" } ?? " seeds, without a maximum"
  }

  /// `error 5%`, or what all decisions between these two settings err in together.
  private var error: String {
    let alpha = plan.demand.alpha
    let count = plan.earlier.count + 1
    let all = percent(min(1, alpha * Double(count)))
    return "error \(percent(alpha))"
      + (count > 1 ? " (decision \(count) between these settings: together up to \(all))" : "")
  }

  private func better(_ side: DecisionSide, _ look: DecisionLook) -> String {
    let name = names.name(of: side)
    if let signs = look.signs { return "\(name) is better: \(self.signs(signs, look))" }
    var claim = "\(name) is better"
    if let margin = plan.demand.margin, let interval,
      interval.lowerBound > margin || interval.upperBound < -margin
    {
      claim += " by more than \(amount(margin))"
    }
    let inside =
      isInside(interval) == true
      ? ", inside ±\(amount(plan.demand.margin ?? 0)): it hardly matters" : ""
    // Without "on these examples" only if it holds for others like them.
    return claim + (isGeneral ? "" : place) + ": " + figures(look, withPlace: isGeneral) + inside
  }

  private func state(_ look: DecisionLook) -> String {
    if let signs = look.signs { return self.signs(signs, look) }
    let start = "\(names.other) - \(names.base) is \(figures(look))"
    guard let margin = plan.demand.margin, let interval else { return start }
    let isHigher = metric.name.direction == .higher
    let isNoWorse = isHigher ? interval.lowerBound > -margin : interval.upperBound < margin
    return isNoWorse
      ? start + ", \(names.other) no worse than \(names.base) by \(amount(margin))" : start
  }

  /// `+22.99 points on these 2,000 test examples, 95% interval (valid at any stop) +16.54 to +29.44,
  /// on others like them +15.01 to +30.97`
  private func figures(_ look: DecisionLook, withPlace: Bool = true) -> String {
    guard let test = look.test else {
      let difference = decision.pairs.last?.difference ?? .nan
      return difference.isNaN ? "not known" : text(difference, nil).value + unit + place
    }
    let own = text(test.mean, test.interval)
    var figures = own.value + unit + (withPlace ? place : "")
    guard let low = own.low, let high = own.high else { return figures }
    figures += ", \(percent(1 - plan.demand.alpha)) interval (valid at any stop) \(low) to \(high)"
    guard let generalInterval else { return figures }
    let others = text(test.mean, generalInterval)
    return figures + ", on others like them \(others.low ?? "-") to \(others.high ?? "-")"
  }

  /// `it won 7 of 7 seeds, …`
  private func signs(_ signs: DecisionLook.Signs, _ look: DecisionLook) -> String {
    func lost(_ name: String, _ results: [DecisionPair.Result]) -> String? {
      let count = results.count { $0.value == nil }
      return count == 0 ? nil : "\(count) of \(look.pairs) of \(name)"
    }
    let diverged = [
      lost(names.base, decision.pairs.map(\.base)),
      lost(names.other, decision.pairs.map(\.other)),
    ].compactMap(\.self)
    return
      "\(names.other) won \(signs.counts.wins) and lost \(signs.counts.losses) of \(look.pairs) "
      + "pairs, where runs that diverged count as lost (\(diverged.listed)) and no means are "
      + "compared, evidence \(signs.evidence.fixed(1)) of the \(signs.bound.fixed(1)) that a claim "
      + "takes"
  }

  /// ` on these 2,000 test examples`
  private var place: String {
    guard let examples else { return "" }
    let part =
      switch metric.name.part {
      case .train: "training"
      case .validation: "validation"
      case .test: "test"
      }
    return " on these \(examples.grouped) \(part) example\(examples == 1 ? "" : "s")"
  }

  func text(_ value: Double, _ interval: ClosedRange<Double>?) -> DifferenceText {
    DifferenceText(value, interval, factor: factor, decimals: decimals)
  }

  /// `0.30 points`
  func amount(_ value: Double) -> String {
    DifferenceText(value, nil, factor: factor, decimals: decimals, isSigned: false).value + unit
  }

  /// `5%`, `0.3%`
  func percent(_ share: Double) -> String {
    let percent = share * 100
    return (percent == 0 || percent >= 0.95 ? percent.fixed(0) : percent.fixed(1)) + "%"
  }
}
