import Experiments
package import JSON
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
    /// How the seed draws the examples; nil where it does not. Of several ways the one that leaves
    /// the most doubt.
    package let split: DrawnSplit?
    /// The 95% interval of the mean, as far as the metric can be such; nil for one run, and where
    /// the seed draws the examples in a way for which there is none.
    package let interval: ClosedRange<Double>?

    init(
      name: String, values: [JSONValue], runs: [ComparedRun], metric: MetricChoice
    ) {
      self.name = name
      self.values = values
      self.runs = runs
      sample = Sample(runs.compactMap(metric.value))
      let splits = runs.compactMap { $0.split(metric.name) }
      split = splits.max { ($0.overlap ?? .infinity) < ($1.overlap ?? .infinity) }
      interval =
        split.map { $0.overlap == nil } ?? false
        ? nil : sample.interval(overlap: split?.overlap ?? 0)?.possible(asShare: metric.isInPoints)
    }

    /// The runs' seeds where each has its own; nil else.
    var seeds: [Int]? {
      let seeds = runs.compactMap(\.seed)
      return seeds.count == runs.count && Set(seeds).count == seeds.count ? seeds : nil
    }

    /// The value of the key; of several keys all values.
    package var value: JSONValue { values.count == 1 ? values[0] : .array(values) }
  }

  /// As it was asked for.
  package let key: String
  /// Each `experiment`, `sweep`, `tag` or a path in the definition.
  package let keys: [String]
  package let metric: MetricChoice
  package let groups: [Group]
  /// Runs that are the same bits as one before, and so no second observation.
  package let repeated: [String]
  /// Runs that go on with the training of one before in their group, and so are no second
  /// observation either.
  package let related: [RelatedRun]
  /// Runs without the metric, or with NaN or infinity.
  package let withoutMetric: [String]
  /// Those of them that diverged.
  let divergedWithoutMetric: [String]
  /// Runs that no claim takes account of, since they were left out by what they came to.
  package let exclusions: [Exclusion]
  /// `3 of 5 runs of learning_rate 0.5 diverged`; nil where every run came to its end.
  let unended: String?
  /// All groups against the first.
  package private(set) var contrasts: [Contrast]

  /// - Parameters:
  ///   - key: one, or several with commas between.
  ///   - metric: nil: the preferred one of those that all runs have.
  ///   - leftOut: runs that would be here too, had they come to something else.
  /// - Throws: what cannot be grouped so.
  package init(
    _ runs: [ComparedRun], by key: String, metric name: String?, leftOut: [ComparedRun] = []
  ) throws(GroupingProblem) {
    self.key = key
    let keys = key.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    self.keys = keys
    let choice = try MetricChoice(name, among: runs)
    metric = choice
    let first = runs.filter { $0.isImported || $0.id == Self.chosen($0.runKey, in: runs) }
    let measured = first.filter { choice.value(of: $0) != nil }
    let unmeasured = first.filter { choice.value(of: $0) == nil }
    withoutMetric = unmeasured.map(\.id)
    divergedWithoutMetric = unmeasured.filter(\.hasDiverged).map(\.id)
    guard !measured.isEmpty else { throw .noNumber(metric: choice.words) }
    let parts = try GroupKeys(keys, measured).groups(of: measured)
    let counted = Set(parts.flatMap(\.runs).map(\.id) + withoutMetric)
    repeated = runs.map(\.id).filter { !counted.contains($0) }
    guard parts.count > 1 else {
      throw .oneGroup(
        key: key, value: parts.first.map { GroupKeys.name($0.values, keys) },
        without: withoutMetric)
    }
    related = parts.flatMap { RelatedRun.all(in: $0.runs) }
    let forks = Set(related.map(\.id))
    let groups = parts.map { part in
      Group(
        name: GroupKeys.name(part.values, keys), values: part.values,
        runs: part.runs.filter { !forks.contains($0.id) }, metric: choice)
    }
    self.groups = groups
    exclusions = Exclusion.all(
      groups, keys, unmeasured.filter { !$0.hasDiverged }, leftOut, metric: choice)
    unended = Self.unended(groups, divergedWithoutMetric)
    contrasts = []
    contrasts = groups.indices.dropFirst().map { contrast(base: 0, other: $0) }
  }

  /// One group against another, by their positions.
  func contrast(base: Int, other: Int) -> Contrast {
    let obstacle =
      unended.map { .unended($0) }
      ?? Obstacle(
        groups[base], groups[other], by: GroupKey(names: keys), metric: metric.name)
    return Contrast(
      groups, base: base, other: other, direction: metric.direction, obstacle)
  }

  /// Of runs of one key the first that is finished, else the first.
  private static func chosen(_ key: String, in runs: [ComparedRun]) -> String? {
    let same = runs.filter { $0.runKey == key }
    return (same.first(where: \.isFinished) ?? same.first)?.id
  }

  /// The difference of two groups that may be claimed, by their positions.
  func difference(_ base: Int, _ other: Int) -> MeanDifference? {
    // What may be compared with the first may be compared with each other.
    contrasts.allSatisfy { $0.obstacle == nil }
      ? Contrast.Tests(groups[base], groups[other]).claimable
      : contrast(base: base, other: other).difference
  }

  /// The group with the best mean, and the one after it; nil where nobody knows which means are
  /// better.
  package var bestTwo: (best: Int, second: Int)? {
    guard let direction = metric.direction else { return nil }
    let order = groups.indices.sorted { left, right in
      let (a, b) = (groups[left].sample.mean, groups[right].sample.mean)
      return a == b ? left < right : direction.isBetter(a, than: b)
    }
    return (order[0], order[1])
  }
}
