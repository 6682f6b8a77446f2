import Experiments
package import JSON

extension Comparison {
  /// Every value of the comparison, a value a row, a run a column: what csv gets.
  package var dataTable: Table {
    let others = runs.dropFirst().map(\.id)
    var table = Table(
      [.init("section"), .init("name")] + runs.map { .init($0.id) }
        + others.map { .init("change \($0)") })
    func append(_ section: String, _ name: String, _ values: [JSONValue], changes: [JSONValue]) {
      let cells = [section, name].map { Cell.text($0) }
      table.append(cells + (values + changes).map { .text("", value: $0) })
    }
    let none = [JSONValue](repeating: .null, count: others.count)
    for difference in differences {
      let values = difference.values.map { $0 ?? .null }
      append("definition", difference.path, values, changes: none)
    }
    for line in metrics {
      let name = line.metric
      append("metrics", "\(name) last", line.last.map(json), changes: changes(line, line.last))
      append("metrics", "\(name) best", line.best.map(json), changes: changes(line, line.best))
      let epochs = line.bestEpoch.map { $0.map { JSONValue.integer($0) } ?? .null }
      append("metrics", "\(name) best at epoch", epochs, changes: none)
    }
    for (name, values) in cost {
      append("cost", name, values.map(json), changes: differences(values))
    }
    for (name, values) in claim {
      append("claim", name, values, changes: none)
    }
    append("weights", "last digest", weightDigests, changes: none)
    append(
      "weights", "relation to the first", weights.map { .string($0.sentence) }, changes: none)
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
          cost.map { ($0.name, .array($0.values.map(json))) },
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
      "last": .array(line.last.map(json)),
      "best": .array(line.best.map(json)),
      "best_epoch": .array(line.bestEpoch.map { $0.map { .integer($0) } ?? .null }),
      "change_last": .array(changes(line, line.last)),
      "change_best": .array(changes(line, line.best)),
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

  private func json(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  private func differences(_ values: [Double?]) -> [JSONValue] {
    values.dropFirst().map { value in
      guard let value, let first = values[0] else { return .null }
      return .number(value - first)
    }
  }

  private func changes(_ line: MetricLine, _ values: [Double?]) -> [JSONValue] {
    zip(line.isComparable.dropFirst(), differences(values)).map { $0 ? $1 : .null }
  }
}
