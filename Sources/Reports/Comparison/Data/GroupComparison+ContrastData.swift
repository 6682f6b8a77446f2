import JSON

extension GroupComparison {
  func json(of contrast: Contrast, pHolm: Double?) -> JSONValue {
    let tests = contrast.tests
    let isResampled = tests.overlap != nil
    let adjusted = contrast.difference?.interval(confidence: tableConfidence)
    let family = adjustedPValues.count { $0 != nil }
    let members: [String: JSONValue] = [
      "base": groups[contrast.base].value, "other": groups[contrast.other].value,
      "reason": contrast.obstacle.map { .string($0.sentence(of: key)) } ?? .null,
      "shared_seeds": .integer(tests.sharedTrials),
      "paired": isResampled ? .null : Self.json(tests.paired),
      "partly_paired": Self.json(tests.partlyPaired),
      "welch": isResampled ? .null : Self.json(tests.welch),
      "resampled": isResampled ? Self.json(tests.claimable) : .null,
      "test_to_train_ratio": .optional(tests.overlap),
      "p_holm": .optional(pHolm),
      "low_adjusted": .optional(adjusted?.lowerBound),
      "high_adjusted": .optional(adjusted?.upperBound),
      "confidence_adjusted": .number(tableConfidence),
      "margin": json(marginClaim(contrast, pValue: pHolm, family: family)),
    ]
    return .object(figures(of: contrast).merging(members) { $1 })
  }

  /// The best group against the second. Its p value needs no adjustment; see `GroupContrasts`.
  func bestTwo(_ contrast: Contrast) -> JSONValue {
    let difference = contrast.difference
    let members: [String: JSONValue] = [
      "best": groups[contrast.other].value, "second": groups[contrast.base].value,
      "difference": .optional(difference?.value),
      "low": .optional(difference?.interval.lowerBound),
      "high": .optional(difference?.interval.upperBound), "p": .optional(difference?.pValue),
      "adjustment": "none needed: Hung & Fithian 2019",
      "chosen_among": .integer(groups.count),
      "flattered_by_deviations": .optional(flattery?.deviations),
      "margin": json(marginClaim(contrast)),
    ]
    return .object(figures(of: contrast).merging(members) { $1 })
  }

  private func figures(of contrast: Contrast) -> [String: JSONValue] {
    [
      "seeds_and_examples": Self.json(contrast.general),
      "probability_of_outperforming": Self.json(contrast.outperformance),
      "detectable_difference": .optional(contrast.detectable),
      "power": .number(MeanDifference.power),
    ]
  }

  private static func json(_ outperformance: Outperformance?) -> JSONValue {
    guard let outperformance else { return .null }
    return [
      "value": .number(outperformance.probability),
      "low": .optional(outperformance.interval?.lowerBound),
      "high": .optional(outperformance.interval?.upperBound),
      "pairs": .optional(outperformance.pairs),
    ]
  }

  private static func json(_ difference: MeanDifference?) -> JSONValue {
    guard let difference else { return .null }
    return [
      "difference": .number(difference.value), "low": .number(difference.interval.lowerBound),
      "high": .number(difference.interval.upperBound), "p": .number(difference.pValue),
      "degrees_of_freedom": .number(difference.degreesOfFreedom),
    ]
  }

  private static func json(_ general: SeedsAndExamples?) -> JSONValue {
    guard let general else { return .null }
    return [
      "examples": .integer(general.examples), "difference": .number(general.value),
      "low": .number(general.interval.lowerBound), "high": .number(general.interval.upperBound),
      "p": .number(general.pValue), "degrees_of_freedom": .number(general.degreesOfFreedom),
      "standard_error": .number(general.standardError),
      "standard_error_of_seeds": .number(general.seedVariance.squareRoot()),
      "standard_error_of_examples": .number(general.exampleVariance.squareRoot()),
      "examples_would_help_more": .bool(general.needsExamples),
    ]
  }

  private func json(_ claim: MarginClaim?) -> JSONValue {
    guard let claim else { return .null }
    return [
      "verdict": .string(claim.verdict.rawValue), "leader": groups[claim.leader].value,
      "low": .number(claim.wide.lowerBound), "high": .number(claim.wide.upperBound),
      "low_90": .number(claim.narrow.lowerBound), "high_90": .number(claim.narrow.upperBound),
      "of": claim.isGeneral ? "seeds and examples" : "seeds",
      "seeds_needed": .optional(claim.seedsNeeded),
      "smallest_margin": .optional(claim.smallestMargin),
    ]
  }

  func json(_ missing: MissingTrials) -> JSONValue {
    [
      "group": groups[missing.group].value,
      "seeds": .array(missing.seeds.map { .integer($0) }),
    ]
  }

  func json(_ trial: FarTrial) -> JSONValue {
    [
      "group": groups[trial.group].value, "value": .number(trial.far.value),
      "seed": .optional(trial.seed), "run": trial.run.map { .string($0) } ?? .null,
    ]
  }

  /// The group's value of the key; its name if all its runs are left out.
  private func value(ofGroup name: String) -> JSONValue {
    groups.first { $0.name == name }?.value ?? .string(name)
  }

  func json(_ found: DivergenceTest) -> JSONValue {
    [
      "base": value(ofGroup: found.base), "other": value(ofGroup: found.other),
      "base_diverged": .integer(found.test.first.events),
      "base_runs": .integer(found.test.first.count),
      "other_diverged": .integer(found.test.second.events),
      "other_runs": .integer(found.test.second.count),
      "p": .number(found.test.pValue), "p_holm": .number(found.pValue),
    ]
  }
}
