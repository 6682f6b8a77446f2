import Experiments
package import JSON
import Runs

extension DecisionReport {
  /// The decision as one JSON object. Every key is present, with null for a missing value.
  package var json: JSONValue {
    [
      "decision": .string(plan.id), "plan": plan.json, "outcome": .string(outcome),
      "better": better.map { .string($0) } ?? .null,
      "base": .string(names.base), "other": .string(names.other),
      "metric": .string(metric.name.rawValue), "value": .string(metric.isBest ? "best" : "last"),
      "direction": .optional(metric.name.direction), "margin": .optional(plan.demand.margin),
      "examples": .optional(examples), "error": .number(plan.demand.alpha),
      "pairs": .integer(decision.pairs.count), "maximum_pairs": .optional(plan.demand.maximum),
      "stopped_early": .bool(decision.hasStoppedEarly),
      "difference": decision.last.map(differenceJSON) ?? .null,
      "looks": .array(
        zip(zip(decision.pairs, decision.looks), runs).map { json($0.0, $0.1, $1) }),
      "earlier_decisions": .array(plan.earlier.map { .string($0) }),
      "ledger": ledgerPlace?.json ?? .null, "conclusion": .string(sentence),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  /// The name of the ending in JSON.
  private var outcome: String {
    switch decision.ending {
    case .better(.base): "base_better"
    case .better(.other): "other_better"
    case .equal: "equal_within_margin"
    case .hopeless: "given_up"
    case .exhausted: "undecided"
    case nil: "unfinished"
    }
  }

  private var better: String? {
    if case .better(let side) = decision.ending { names.name(of: side) } else { nil }
  }

  /// What is known of the difference at the end.
  private func differenceJSON(_ look: DecisionLook) -> JSONValue {
    let test = look.test
    return [
      "mean": .optional(test?.mean), "deviation": .optional(test?.deviation),
      "least_deviation": .number(decision.rules.leastDeviation),
      "standard_error": .optional(test?.standardError),
      "low": .optional(interval?.lowerBound), "high": .optional(interval?.upperBound),
      "others_standard_error": .optional(general?.standardError),
      "others_low": .optional(generalInterval?.lowerBound),
      "others_high": .optional(generalInterval?.upperBound),
      "holds_for_others": generalInterval == nil ? .null : .bool(isGeneral),
      "inside_margin": isInside(interval).map { .bool($0) } ?? .null,
      "needs_examples": general.map { .bool($0.needsExamples) } ?? .null,
    ]
  }

  private func json(
    _ pair: DecisionPair, _ look: DecisionLook, _ ids: (base: String, other: String)
  ) -> JSONValue {
    let test = look.test
    return [
      "pair": .integer(look.pairs), "seed": .integer(pair.seed),
      "base": .optional(pair.base.value), "other": .optional(pair.other.value),
      "base_run": .string(ids.base), "other_run": .string(ids.other),
      "difference": .optional(pair.difference), "mean": .optional(test?.mean),
      "standard_error": .optional(test?.standardError), "t": .optional(test?.t),
      "p": .optional(test?.pValue),
      "limit": .optional(decision.rules.limit(after: look.pairs)),
      "low": .optional(test?.interval?.lowerBound), "high": .optional(test?.interval?.upperBound),
      "evidence": .optional(test?.evidence), "conditional_power": .optional(look.prospect),
      "signs": look.signs.map { signs in
        [
          "wins": .integer(signs.counts.wins), "losses": .integer(signs.counts.losses),
          "evidence": .number(signs.evidence), "needed": .number(signs.bound),
        ]
      } ?? .null,
    ]
  }
}
