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
    /// The 95% interval of the mean, as far as the metric can be such; nil for one run.
    package let interval: ClosedRange<Double>?

    /// The runs' seeds where each has its own; nil else.
    var seeds: [Int]? {
      let seeds = runs.compactMap { $0.definition?["seed"]?.int }
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
  /// Runs without the metric, or with NaN or infinity.
  package let withoutMetric: [String]
  /// Those of them that diverged.
  let divergedWithoutMetric: [String]
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
    groups = parts.map { part in
      let sample = Sample(part.runs.compactMap(choice.value))
      return Group(
        name: GroupKeys.name(part.values, keys), values: part.values, runs: part.runs,
        sample: sample, interval: sample.interval?.possible(asShare: choice.isInPoints))
    }
    let groups = groups
    contrasts = groups.indices.dropFirst().map {
      Contrast(groups, base: 0, other: $0, direction: choice.direction)
    }
  }

  /// Of runs of one key the first that is finished, else the first.
  private static func chosen(_ key: String, in runs: [ComparedRun]) -> String? {
    let same = runs.filter { $0.runKey == key }
    return (same.first(where: \.isFinished) ?? same.first)?.id
  }

  /// The difference of two groups that may be claimed, by their positions.
  func difference(_ base: Int, _ other: Int) -> MeanDifference? {
    Contrast.Tests(groups[base], groups[other]).claimable
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
