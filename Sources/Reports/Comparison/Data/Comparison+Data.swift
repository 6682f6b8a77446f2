import Experiments
package import JSON

extension Comparison {
  /// Every value of the comparison for CSV, one value per row and one run per column.
  package var dataTable: Table {
    let others = runs.dropFirst().map(\.id)
    var table = Table(
      [.init("section"), .init("name")] + runs.map { .init($0.id) }
        + others.map { .init("change \($0)") })
    func append(
      _ section: String, _ name: String, _ values: [JSONValue], changes: [Double?]? = nil
    ) {
      let cells = [section, name].map { Cell.text($0) }
      let changes = changes ?? [Double?](repeating: nil, count: others.count)
      table.append(
        cells + (values + changes.map { .optional($0) }).map { .text("", value: $0) })
    }
    for difference in differences {
      let values = difference.values.map { $0 ?? .null }
      append("definition", difference.path, values)
    }
    for line in metrics {
      let name = line.metric
      let (last, best) = (
        line.last.map { JSONValue.optional($0) }, line.best.map { JSONValue.optional($0) }
      )
      append("metrics", "\(name) last", last, changes: line.changesOfLast)
      append("metrics", "\(name) best", best, changes: line.changesOfBest)
      let epochs = line.bestEpoch.map { JSONValue.optional($0) }
      append("metrics", "\(name) best at epoch", epochs)
    }
    for (name, values) in cost {
      append("cost", name, values.map { .optional($0) }, changes: changes(values))
    }
    for (name, values) in claim {
      append("claim", name, values)
    }
    append("weights", "last digest", weightDigests)
    append(
      "weights", "relation to the first", weights.map { .string($0.sentence) })
    return table
  }

  /// The comparison as one JSON object.
  package var json: JSONValue {
    [
      "runs": .array(runs.map { .string($0.id) }),
      "run_keys": .array(runs.map { .string($0.runKey) }),
      "definition": [
        "values": .integer(definitionValues),
        "differing": .array(
          differences.map { difference in
            [
              "path": .string(difference.path),
              "values": .array(difference.values.map { $0 ?? .null }),
            ]
          }),
      ],
      "metrics": .array(metrics.map(json(of:))),
      "cost": .object(
        Dictionary(
          cost.map { ($0.name, .array($0.values.map { .optional($0) })) },
          uniquingKeysWith: { first, _ in first }
        )),
      "weights": [
        "digests": .array(weightDigests),
        "relation_to_first": .array(weights.map { .string($0.sentence) }),
        "identical_to_first": .array(runs.indices.map { .bool(isIdentical($0)) }),
      ],
      "claim": claimJSON,
      "one_training": .array(
        runs.families.map { .array($0.map { .string($0.id) }) }),
      "notes": .array(notes.map { .string($0) }),
      "contradiction": contradiction.map { .string($0) } ?? .null,
    ]
  }

  private func json(of line: MetricLine) -> JSONValue {
    [
      "metric": .string(line.metric),
      "direction": .optional(line.direction),
      "last": .array(line.last.map { .optional($0) }),
      "best": .array(line.best.map { .optional($0) }),
      "best_epoch": .array(line.bestEpoch.map { .optional($0) }),
      "change_last": .array(line.changesOfLast.map { .optional($0) }),
      "change_best": .array(line.changesOfBest.map { .optional($0) }),
      "comparable_to_first": .array(line.isComparable.map { .bool($0) }),
      "not_comparable_since": .array(
        line.obstacles.map { $0.map { .string($0.sentence) } ?? .null }),
    ]
  }

  private var cost: [(name: String, values: [Double?])] {
    [
      ("parameters", runs.map { $0.parameters.map(Double.init) }),
      ("seconds", runs.map(\.seconds)), ("examples/s", runs.map(\.examplesPerSecond)),
    ]
  }

  private var weightDigests: [JSONValue] {
    runs.map { run in run.lastDigest.map { .string($0) } ?? .null }
  }
}
