package import Experiments
import Runs

/// Runs in groups that differ in one setting, several seeds each: which setting is better, and is
/// that sure? A pure function of the runs' values.
package struct GroupComparison: Hashable, Sendable {
  /// The runs of one value of the setting.
  package struct Group: Hashable, Sendable {
    /// The value as it is printed.
    package let name: String
    package let value: JSONValue
    package let runs: [ComparedRun]
    /// Of the metric, a run each.
    package let sample: Sample

    /// The runs' seeds where each has its own; nil else.
    var seeds: [Int]? {
      let seeds = runs.compactMap { $0.definition?["seed"]?.int }
      return seeds.count == runs.count && Set(seeds).count == seeds.count ? seeds : nil
    }
  }

  /// One group against another.
  package struct Contrast: Hashable, Sendable {
    /// Positions in `groups`.
    package let base: Int
    package let other: Int
    /// By seed where both have the same; nil where a group has one run.
    package let paired: MeanDifference?
    package let welch: MeanDifference?
    /// That the other outperforms the base.
    package let outperformance: Outperformance

    /// The difference that may be claimed, the paired one if there is one; nil where a group has
    /// one run, or where nothing varies, which so few runs do not prove to be certain.
    package var difference: MeanDifference? {
      [paired, welch].compactMap(\.self).first { $0.standardError > 0 }
    }
  }

  /// `experiment`, `sweep` or a path in the definition.
  package let key: String
  package let metric: MetricChoice
  package let groups: [Group]
  /// Runs that are the same bits as one before, and so no second observation.
  package let repeated: [String]
  /// Runs without the metric, or with NaN.
  package let withoutMetric: [String]
  /// All groups against the first.
  package let contrasts: [Contrast]

  /// - Parameter metric: nil: the preferred one of those that all runs have.
  /// - Throws: what cannot be grouped so.
  package init(
    _ runs: [ComparedRun], by key: String, metric name: String?
  ) throws(GroupingProblem) {
    self.key = key
    metric = try MetricChoice(name, among: runs)
    let first = runs.filter { $0.definition == nil || $0.id == Self.chosen($0.runKey, in: runs) }
    repeated = runs.map(\.id).filter { id in !first.contains { $0.id == id } }
    let choice = metric
    let measured = first.filter { choice.value(of: $0) != nil }
    withoutMetric = first.map(\.id).filter { id in !measured.contains { $0.id == id } }
    var order: [JSONValue] = []
    var members: [[ComparedRun]] = []
    for run in measured {
      let value = try Self.value(of: key, in: run)
      if let index = order.firstIndex(of: value) {
        members[index].append(run)
      } else {
        order.append(value)
        members.append([run])
      }
    }
    guard order.count > 1 else {
      throw order.first?.isNull == false
        ? .oneGroup(key: key, value: order.first) : Self.noPath(key, in: measured)
    }
    groups = zip(order, members).map { value, runs in
      Group(
        name: value.string ?? value.canonicalText, value: value, runs: runs,
        sample: Sample(runs.compactMap(choice.value)))
    }
    let groups = groups
    contrasts = groups.indices.dropFirst().map {
      Contrast(groups, base: 0, other: $0, isMaximized: choice.isMaximized)
    }
  }

  /// Of runs of one key the first that is finished, else the first.
  private static func chosen(_ key: String, in runs: [ComparedRun]) -> String? {
    let same = runs.filter { $0.definition != nil && $0.runKey == key }
    return (same.first(where: \.isFinished) ?? same.first)?.id
  }

  /// What the runs are told apart by; null where a definition has no such value.
  private static func value(
    of key: String, in run: ComparedRun
  ) throws(GroupingProblem) -> JSONValue {
    switch key {
    case "experiment": return .string(run.experiment)
    case "sweep": return run.sweep.map { .string($0) } ?? .null
    default:
      guard let definition = run.definition else { throw .imported(run: run.id, key: key) }
      return definition[path: JSONPath(key)] ?? .null
    }
  }

  private static func noPath(_ key: String, in runs: [ComparedRun]) -> GroupingProblem {
    let paths = runs.flatMap { $0.definition?.leaves.map(\.path.description) ?? [] }
    let names = Set(paths).sorted() + ["experiment", "sweep"]
    return .noPath(key, nearest: nearestName(to: key, among: names))
  }

  /// The group with the best mean, and the one after it.
  package var bestTwo: (best: Int, second: Int) {
    let order = groups.indices.sorted { left, right in
      let (a, b) = (groups[left].sample.mean, groups[right].sample.mean)
      return a == b ? left < right : (metric.isMaximized ? a > b : a < b)
    }
    return (order[0], order[1])
  }
}

extension GroupComparison.Contrast {
  init(_ groups: [GroupComparison.Group], base: Int, other: Int, isMaximized: Bool) {
    let (first, second) = (groups[base], groups[other])
    self.base = base
    self.other = other
    welch = MeanDifference(first.sample, second.sample)
    let pairs = Self.pairs(first, second)
    paired = pairs.flatMap { MeanDifference(pairs: $0) }
    let sign = isMaximized ? 1.0 : -1.0
    if let pairs {
      outperformance = Outperformance(pairs: pairs.map { (a: sign * $0.b, b: sign * $0.a) })
    } else {
      outperformance = Outperformance(
        Sample(second.sample.values.map { sign * $0 }),
        Sample(first.sample.values.map { sign * $0 }))
    }
  }

  /// The values of both groups seed by seed; nil unless both have the same seeds.
  private static func pairs(
    _ first: GroupComparison.Group, _ second: GroupComparison.Group
  ) -> [(a: Double, b: Double)]? {
    guard let seeds = first.seeds, let others = second.seeds, seeds.sorted() == others.sorted()
    else { return nil }
    return zip(seeds, first.sample.values).compactMap { seed, value in
      others.firstIndex(of: seed).map { (a: value, b: second.sample.values[$0]) }
    }
  }
}
