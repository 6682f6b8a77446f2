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
      "best_two": bestPair.map(bestTwo) ?? .null,
      "split": split,
      "margin": .optional(margin),
      "missing_seeds": .array(missingTrials.map(json)),
      "far_values": .array(farTrials.map(json)),
      "divergence": .array(divergenceTests.map(json)),
      "repeated": .array(repeated.map { .string($0) }),
      "one_training": .array(related.map(Self.json)),
      "left_out_by_outcome": .array(exclusions.map(Self.json)),
      "left_out": .array(withoutMetric.map { .string($0) }),
      "conclusion": .string(conclusion.joined(separator: " ")),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  private var split: JSONValue {
    switch groups.lazy.compactMap(\.split?.origin).first {
    case .seed: "drawn by the seed"
    case .folds: "folds"
    case nil: .null
    }
  }

  private static func json(_ group: Group) -> JSONValue {
    let sample = group.sample
    return [
      "value": group.value, "name": .string(group.name),
      "runs": .array(group.runs.map { .string($0.id) }),
      "folds": group.split?.origin == .folds ? .integer(group.count) : .null,
      "seeds": group.seeds.map { .array($0.map { .integer($0) }) } ?? .null,
      "values": .array(sample.values.map { .number($0) }), "mean": .number(sample.mean),
      "deviation": .optional(sample.deviation), "low": .optional(group.interval?.lowerBound),
      "high": .optional(group.interval?.upperBound), "min": .number(sample.min),
      "max": .number(sample.max),
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
}
