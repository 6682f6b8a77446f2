import Experiments
package import JSON

extension DecisionPlan {
  /// The text of the plan's file.
  package var text: String { json.prettyText + "\n" }

  package var json: JSONValue {
    [
      "format": .string(Self.format), "id": .string(id), "created_at": .string(createdAt.iso8601),
      "bench_version": .string(benchVersion),
      "base": demand.base.json, "other": demand.other.json,
      "metric": .string(demand.metric), "margin": demand.margin.map { .number($0) } ?? .null,
      "alpha": .number(demand.alpha), "minimum_pairs": .integer(demand.minimum),
      "maximum_pairs": demand.maximum.map { .integer($0) } ?? .null,
      "spending": demand.maximum == nil ? .null : "alpha*n/N",
      "test": demand.maximum == nil ? "e-process" : "paired t",
      "limits": .array(limits.map { .number($0) }),
      "seeds": demand.maximum.map { count in
        .array((0..<count).map { .integer(seed(ofPair: $0)) })
      } ?? .null,
      "first_seed": .integer(firstSeed), "asked_first_seed": .optional(demand.firstSeed),
      "seen_seeds": .array(seenSeeds.map { .integer($0) }),
      "earlier_decisions": .array(earlier.map { .string($0) }),
    ]
  }

  private static let format = "bench decision 1"

  /// Reads a plan.
  ///
  /// - Throws: a `RunRecordProblem` that names the key.
  init(_ json: JSONValue) throws(RunRecordProblem) {
    let fields = RecordFields(json)
    guard try fields.string("format") == Self.format else {
      throw RunRecordProblem(path: "format", problem: "must be \"\(Self.format)\"")
    }
    func side(_ key: String) throws(RunRecordProblem) -> Side {
      guard let side = try fields.optional(key, Side.init) else {
        throw RunRecordProblem(path: key, problem: "missing; must be an object")
      }
      return side
    }
    let demand = Demand(
      base: try side("base"), other: try side("other"), metric: try fields.string("metric"),
      margin: try fields.optionalMetric("margin"), alpha: try fields.metric("alpha"),
      minimum: try fields.count("minimum_pairs"),
      maximum: try fields.optionalCount("maximum_pairs"),
      firstSeed: try fields.optionalCount("asked_first_seed"))
    let limits = (fields.value("limits")?.array ?? []).compactMap(\.double)
    let expected = demand.maximum.map { max(0, $0 - demand.minimum + 1) } ?? 0
    guard limits.count == expected, limits.allSatisfy({ (0...1).contains($0) }) else {
      throw RunRecordProblem(path: "limits", problem: "must be \(expected) p values")
    }
    self.init(
      demand, limits: limits, firstSeed: try fields.count("first_seed"),
      seenSeeds: try fields.counts("seen_seeds"), earlier: try fields.strings("earlier_decisions"),
      createdAt: try fields.time("created_at"), benchVersion: try fields.string("bench_version"))
    guard try fields.string("id") == id else {
      throw RunRecordProblem(
        path: "id", problem: "does not fit the rest, of which \(id) is the id; was it changed?")
    }
  }
}

extension DecisionPlan.Side {
  var json: JSONValue {
    [
      "experiment": .string(experiment), "settings": .array(settings.map { .string($0) }),
      "definition": definition, "key": .string(key),
    ]
  }

  init(_ fields: RecordFields) throws(RunRecordProblem) {
    self.init(
      experiment: try fields.experimentName("experiment"),
      settings: try fields.strings("settings"), definition: fields.value("definition") ?? .null,
      key: try fields.string("key"))
  }
}

extension JSONValue {
  fileprivate static func optional(_ integer: Int?) -> JSONValue {
    integer.map { .integer($0) } ?? .null
  }
}
