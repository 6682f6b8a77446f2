package import Experiments
import Runs

/// Runs in groups that differ in one setting or more, several seeds each: which setting is better,
/// and is that sure? A pure function of the runs' values.
package struct GroupComparison: Hashable, Sendable {
  /// The runs of one value of the setting.
  package struct Group: Hashable, Sendable {
    /// As it is called in sentences: `adam`, `learning_rate 0.05`, of several keys
    /// `adam/batch_size 128`.
    package let name: String
    /// Of each key.
    package let values: [JSONValue]
    package let runs: [ComparedRun]
    /// Of the metric, a run each.
    package let sample: Sample

    /// The runs' seeds where each has its own; nil else.
    var seeds: [Int]? {
      let seeds = runs.compactMap { $0.definition?["seed"]?.int }
      return seeds.count == runs.count && Set(seeds).count == seeds.count ? seeds : nil
    }

    /// The value of the key; of several keys all values.
    package var value: JSONValue { values.count == 1 ? values[0] : .array(values) }
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
    package var difference: MeanDifference? { Self.claimable(paired, welch) }

    static func claimable(
      _ paired: MeanDifference?, _ welch: MeanDifference?
    ) -> MeanDifference? {
      [paired, welch].compactMap(\.self).first { $0.standardError > 0 }
    }
  }

  /// As it was asked for.
  package let key: String
  /// Each `experiment`, `sweep`, `tag` or a path in the definition.
  package let keys: [String]
  package let metric: MetricChoice
  package let groups: [Group]
  /// Runs that are the same bits as one before, and so no second observation.
  package let repeated: [String]
  /// Runs without the metric, or with NaN or infinity.
  package let withoutMetric: [String]
  /// All groups against the first.
  package let contrasts: [Contrast]

  /// - Parameters:
  ///   - key: one, or several with commas between.
  ///   - metric: nil: the preferred one of those that all runs have.
  /// - Throws: what cannot be grouped so.
  package init(
    _ runs: [ComparedRun], by key: String, metric name: String?
  ) throws(GroupingProblem) {
    self.key = key
    let keys = key.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    self.keys = keys
    metric = try MetricChoice(name, among: runs)
    let first = runs.filter { $0.id == Self.chosen($0.runKey, in: runs) }
    let choice = metric
    let measured = first.filter { choice.value(of: $0) != nil }
    withoutMetric = first.map(\.id).filter { id in !measured.contains { $0.id == id } }
    guard !measured.isEmpty else { throw .noNumber(metric: choice.words) }
    let parts = try GroupKeys(keys, measured).groups(of: measured)
    let counted = Set(parts.flatMap(\.runs).map(\.id) + withoutMetric)
    repeated = runs.map(\.id).filter { !counted.contains($0) }
    guard parts.count > 1 else {
      throw .oneGroup(key: key, value: parts.first.map { GroupKeys.name($0.values, keys) })
    }
    groups = parts.map { part in
      Group(
        name: GroupKeys.name(part.values, keys), values: part.values, runs: part.runs,
        sample: Sample(part.runs.compactMap(choice.value)))
    }
    let groups = groups
    contrasts = groups.indices.dropFirst().map {
      Contrast(groups, base: 0, other: $0, isMaximized: choice.isMaximized)
    }
  }

  /// Of runs of one key the first that is finished, else the first.
  private static func chosen(_ key: String, in runs: [ComparedRun]) -> String? {
    let same = runs.filter { $0.runKey == key }
    return (same.first(where: \.isFinished) ?? same.first)?.id
  }

  /// The difference of two groups that may be claimed, by their positions.
  func difference(_ base: Int, _ other: Int) -> MeanDifference? {
    let paired = Contrast.pairs(groups[base], groups[other]).flatMap { MeanDifference(pairs: $0) }
    return Contrast.claimable(paired, MeanDifference(groups[base].sample, groups[other].sample))
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
  fileprivate static func pairs(
    _ first: GroupComparison.Group, _ second: GroupComparison.Group
  ) -> [(a: Double, b: Double)]? {
    guard let seeds = first.seeds, let others = second.seeds, seeds.sorted() == others.sorted()
    else { return nil }
    return zip(seeds, first.sample.values).compactMap { seed, value in
      others.firstIndex(of: seed).map { (a: value, b: second.sample.values[$0]) }
    }
  }
}
