import Experiments
import JSON
import Runs

/// The values by which runs are grouped.
struct GroupKeys: Hashable, Sendable {
  /// For each run, the value of each key; null if the run has none.
  let values: [[JSONValue]]

  /// - Throws: a `GroupingProblem` if no run has a value of a key, or if a run has several tags.
  init(_ keys: [String], _ runs: [ComparedRun]) throws(GroupingProblem) {
    var columns: [[JSONValue]] = []
    for key in keys { columns.append(try Self.column(key, runs)) }
    let all = columns
    values = runs.indices.map { index in all.map { $0[index] } }
  }

  /// The values of some runs, where others count too in what tells runs apart: a tag of all these
  /// runs is a value if one of the others lacks it.
  ///
  /// - Throws: a `GroupingProblem` as for the runs by themselves.
  static func telling(
    _ runs: [ComparedRun], from others: [ComparedRun], by keys: [String]
  ) throws(GroupingProblem) -> GroupKeys {
    if let all = try? GroupKeys(keys, runs + others) { return all }
    return try GroupKeys(keys, runs)
  }

  static func isTag(_ key: String) -> Bool { key == "tag" || key == "tags" }

  private static func column(
    _ key: String, _ runs: [ComparedRun]
  ) throws(GroupingProblem) -> [JSONValue] {
    let values: [JSONValue]
    switch key {
    case "experiment": return runs.map { .string($0.experiment) }
    case "sweep": values = runs.map { $0.sweep.map { .string($0) } ?? .null }
    case _ where isTag(key): values = try tags(of: runs)
    default:
      if let run = runs.first(where: \.isImported) { throw .imported(run: run.id, key: key) }
      values = runs.map { $0.definition?[path: JSONPath(key)] ?? .null }
    }
    if !runs.isEmpty, values.allSatisfy(\.isNull) { throw noValue(key, in: runs) }
    return values
  }

  /// Returns the tag of each run. A tag that all runs have does not count. A run with two other tags
  /// is refused, because groups must not share runs.
  private static func tags(of runs: [ComparedRun]) throws(GroupingProblem) -> [JSONValue] {
    let shared = runs.dropFirst().reduce(Set(runs.first?.tags ?? [])) { $0.intersection($1.tags) }
    var values: [JSONValue] = []
    for run in runs {
      let own = run.tags.filter { !shared.contains($0) }
      if own.count > 1 { throw .severalTags(run: run.id, own) }
      values.append(own.first.map { .string($0) } ?? .null)
    }
    return values
  }

  private static func noValue(_ key: String, in runs: [ComparedRun]) -> GroupingProblem {
    if isTag(key) { return .noTag(key) }
    if key == "sweep" || DefinitionPaths.contains(JSONPath(key)) { return .noValue(key) }
    let leaves = runs.flatMap { $0.definition?.leaves ?? [] }.filter { !$0.value.isNull }
    let names = Set(leaves.map(\.path.description)).union(["experiment"])
      .union(runs.contains { $0.sweep != nil } ? ["sweep"] : [])
      .union(runs.contains { !$0.tags.isEmpty } ? ["tag"] : [])
    return .noPath(key, nearest: KnownPaths(names).nearest(to: key))
  }

  /// Returns the runs of each combination of values in their order. Of runs of a group with the same
  /// weights, only the first is returned.
  func groups(of runs: [ComparedRun]) -> [(values: [JSONValue], runs: [ComparedRun])] {
    var groups: [(values: [JSONValue], runs: [ComparedRun])] = []
    for (run, values) in zip(runs, values) {
      guard let index = groups.firstIndex(where: { $0.values == values }) else {
        groups.append((values, [run]))
        continue
      }
      if !groups[index].runs.contains(where: run.hasBits) { groups[index].runs.append(run) }
    }
    return groups
  }

  /// Returns the name of a group: `adam`, or with the key for numbers, `learning_rate 0.05`.
  static func name(_ values: [JSONValue], _ keys: [String]) -> String {
    zip(values, keys).map { value, key in
      let text = value.isNull ? "(none)" : value.string ?? value.canonicalText
      let label = key.split(separator: ".").last ?? "value"
      return value.string == nil ? "\(label) \(text)" : text
    }.joined(separator: "/")
  }
}

extension ComparedRun {
  /// Whether another run has the same weights after every epoch. Its key may differ by a setting that
  /// does not affect the weights.
  fileprivate func hasBits(of other: ComparedRun) -> Bool {
    let digests = metrics.weightsDigests
    return !digests.isEmpty && digests == other.metrics.weightsDigests
  }
}
