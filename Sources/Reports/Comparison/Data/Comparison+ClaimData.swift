import Experiments
import JSON

extension Comparison {
  /// The claims about each run against the first for CSV, one quantity per row.
  var claim: [(name: String, values: [JSONValue])] {
    let measures = contrasts.map { $0?.measure }
    func row(_ name: String, _ value: (PairedContrast.Measure) -> JSONValue) -> (
      name: String, values: [JSONValue]
    ) {
      (name, measures.map { $0.map(value) ?? .null })
    }
    guard let one = measures.compactMap(\.self).first else { return [] }
    let kind = one.isOfAnswers ? "share of right answers" : "mean squared error"
    let counts = contrasts.map { $0.map { JSONValue.integer($0.count) } ?? .null }
    return [
      ("test examples", counts),
      row("\(kind) more than the first's") { .number($0.difference) },
      row("95% low") { .optional($0.interval?.lowerBound) },
      row("95% high") { .optional($0.interval?.upperBound) },
      row("p") { .optional($0.pValue) },
      ("p (Holm)", adjustedPValues.map { .optional($0) }),
    ]
      + (one.isOfAnswers
        ? [
          row("right only here") { $0.answers.map { .integer($0.onlySecond) } ?? .null },
          row("right only in the first") { $0.answers.map { .integer($0.onlyFirst) } ?? .null },
        ] : [])
  }

  /// The claim as one JSON object: the sentences, and the values they are based on.
  var claimJSON: JSONValue {
    [
      "conclusion": .string(conclusion.joined(separator: " ")),
      "contrasts": .array(runs.indices.dropFirst().map { contrast($0, adjustedPValues[$0]) }),
      "margin": .optional(margin), "best_two": bestTwo.map(json) ?? .null,
    ]
  }

  /// Every key is present, with null for a missing value.
  private func contrast(_ index: Int, _ adjusted: Double?) -> JSONValue {
    let contrast = contrasts[index]
    let measure = contrast?.measure
    let counts = [contrast?.count, contrast?.firstCount, contrast?.secondCount]
      .map { $0.map { JSONValue.integer($0) } ?? .null }
    let reason = pairings[index]?.obstacle?.sentence
    let members: [String: JSONValue] = [
      "base": .string(runs[0].id), "other": .string(runs[index].id),
      "reason": reason.map { .string($0) } ?? .null, "examples": counts[0],
      "base_examples": counts[1], "other_examples": counts[2],
      "difference": .optional(measure?.difference), "low": .optional(measure?.interval?.lowerBound),
      "high": .optional(measure?.interval?.upperBound), "p": .optional(measure?.pValue),
      "p_holm": .optional(adjusted),
      "detectable_difference": .optional(measure?.detectable),
      "power": .number(MeanDifference.power), "margin": marginJSON(index),
    ]
    return .object(members.merging(measure?.members ?? [:]) { $1 })
  }

  private func marginJSON(_ index: Int) -> JSONValue {
    guard let claim = marginClaim(index) else { return .null }
    return [
      "verdict": .string(claim.verdict.rawValue), "leader": .string(runs[claim.leader].id),
      "low": .number(claim.wide.lowerBound), "high": .number(claim.wide.upperBound),
      "low_90": .number(claim.narrow.lowerBound), "high_90": .number(claim.narrow.upperBound),
      "examples_needed": .optional(claim.examplesNeeded),
    ]
  }

  private func json(_ pair: BestTwo) -> JSONValue {
    [
      "best": .string(runs[pair.best].id), "second": .string(runs[pair.second].id),
      "difference": .number(pair.difference),
      "low": .optional(pair.interval?.lowerBound), "high": .optional(pair.interval?.upperBound),
      "p": .optional(pair.pValue), "adjustment": "none needed: Hung & Fithian 2019",
    ]
  }
}

extension PairedContrast.Measure {
  /// The JSON members that only one kind of measure has.
  fileprivate var members: [String: JSONValue] {
    switch self {
    case .answers(let answers):
      [
        "measure": "accuracy", "test": .string(test), "only_base": .integer(answers.onlyFirst),
        "only_other": .integer(answers.onlySecond),
      ]
    case .errors(let errors):
      [
        "measure": "mean_squared_error", "test": .string(test), "base_error": .number(errors.first),
        "other_error": .number(errors.second),
        "degrees_of_freedom": .optional(errors.difference?.degreesOfFreedom),
      ]
    }
  }
}
