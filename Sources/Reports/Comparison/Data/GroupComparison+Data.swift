import Experiments
package import JSON

extension GroupComparison {
  /// The comparison as one JSON object.
  package var json: JSONValue {
    [
      "group_by": .string(key), "keys": .array(keys.map { .string($0) }),
      "metric": .string(metric.name), "direction": .optional(metric.direction),
      "value": .string(metric.isBest ? "best" : "last"),
      "groups": .array(groups.map(Self.json)),
      "contrasts": .array(zip(contrasts, adjustedPValues).map { json(of: $0, pHolm: $1) }),
      "best_two": bestPair.map(json) ?? .null,
      "split": groups.contains { $0.split != nil } ? "drawn by the seed" : .null,
      "repeated": .array(repeated.map { .string($0) }),
      "one_training": .array(related.map(Self.json)),
      "left_out_by_outcome": .array(exclusions.map(Self.json)),
      "left_out": .array(withoutMetric.map { .string($0) }),
      "conclusion": .string(conclusion.joined(separator: " ")),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  private static func json(_ group: Group) -> JSONValue {
    let sample = group.sample
    return [
      "value": group.value, "name": .string(group.name),
      "runs": .array(group.runs.map { .string($0.id) }),
      "seeds": group.seeds.map { .array($0.map { .integer($0) }) } ?? .null,
      "values": .array(sample.values.map { .number($0) }), "mean": .number(sample.mean),
      "deviation": .optional(sample.deviation), "low": .optional(group.interval?.lowerBound),
      "high": .optional(group.interval?.upperBound), "min": .number(sample.min),
      "max": .number(sample.max),
    ]
  }

  private func json(of contrast: Contrast, pHolm: Double?) -> JSONValue {
    let tests = contrast.tests
    let isResampled = tests.overlap != nil
    return [
      "base": groups[contrast.base].value, "other": groups[contrast.other].value,
      "reason": contrast.obstacle.map { .string($0.sentence(of: key)) } ?? .null,
      "shared_seeds": .integer(tests.sharedSeeds),
      "paired": isResampled ? .null : Self.json(tests.paired),
      "partly_paired": Self.json(tests.partlyPaired),
      "welch": isResampled ? .null : Self.json(tests.welch),
      "resampled": isResampled ? Self.json(tests.claimable) : .null,
      "test_to_train_ratio": .optional(tests.overlap),
      "p_holm": .optional(pHolm),
      "probability_of_outperforming": Self.json(contrast.outperformance),
      "seeds_needed": .optional(contrast.seedsNeeded),
      "power": .number(0.8),
    ]
  }

  private func json(of pair: BestPair) -> JSONValue {
    let difference = pair.contrast.difference
    return [
      "best": groups[pair.contrast.other].value, "second": groups[pair.contrast.base].value,
      "difference": .optional(difference?.value),
      "low": .optional(difference?.interval.lowerBound),
      "high": .optional(difference?.interval.upperBound), "p": .optional(difference?.pValue),
      "p_adjusted": .optional(pair.pValue), "family": .string(pair.family.name),
      "family_size": .integer(pair.family.count),
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

  private static func json(_ run: RelatedRun) -> JSONValue {
    ["run": .string(run.id), "counted": .string(run.counted), "origin": .string(run.origin)]
  }

  private static func json(_ exclusion: Exclusion) -> JSONValue {
    [
      "group": exclusion.group.map { .string($0) } ?? .null, "count": .integer(exclusion.count),
      "of": .integer(exclusion.total), "why": .string(exclusion.clause),
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
}
