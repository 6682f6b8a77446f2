import Experiments
import Runs

/// Groups of runs that differ in one or more settings, usually with several seeds each: which setting
/// is better, and how certain is that?
///
/// A pure function of the runs' values. `Text` prints a comparison and `Data` writes it as JSON; both
/// only read the values found here.
package struct GroupComparison: Hashable, Sendable {
  /// `--group-by` as given.
  package let key: String
  /// The parts of `key`: `experiment`, `sweep`, `tag` or paths in the definition.
  package let keys: [String]
  package let metric: MetricChoice
  package let groups: [Group]
  /// Runs with the same weights as an earlier run. They are not counted as further observations.
  package let repeated: [String]
  /// Runs that continue the training of an earlier run of their group. They are not counted as
  /// further observations either.
  package let related: [RelatedRun]
  /// Runs without a finite value of the metric.
  package let withoutMetric: [String]
  /// Runs that a claim does not include because of their results.
  package let exclusions: [Exclusion]
  /// The settings other than the key and the seed that differ among the runs.
  let settings: SettingDifferences
  /// Each group against the first.
  package let contrasts: [Contrast]
  /// Holm's p values of the contrasts; nil for those that cannot be tested.
  package let adjustedPValues: [Double?]
  /// The group with the best mean against the next one; nil for two groups, or if it is not known
  /// which means are better.
  package let bestPair: Contrast?
  /// The smallest difference that matters, in the metric's unit; nil if none was asked for.
  package let margin: Double?

  /// Groups runs by the values of their definitions and compares the groups.
  ///
  /// - Parameters:
  ///   - key: one key, or several separated by commas.
  ///   - name: the metric; nil for the preferred one of those that all runs have.
  ///   - leftOut: runs that `--where` excludes because of their results.
  ///   - margin: the smallest difference that matters, in points for accuracies.
  /// - Throws: a `GroupingProblem` if there is only one group, or if a key, the metric or the margin
  ///   cannot be used.
  package init(
    _ runs: [ComparedRun], by key: String, metric name: String?, leftOut: [ComparedRun] = [],
    margin: Double? = nil
  ) throws(GroupingProblem) {
    self.key = key
    let keys = key.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    self.keys = keys
    let metric = try MetricChoice(name, among: runs)
    self.metric = metric
    self.margin = try margin.map { (margin) throws(GroupingProblem) in try metric.margin(margin) }
    let distinct = runs.filter {
      $0.isImported || $0.id == Self.representative($0.runKey, in: runs)
    }
    let measured = distinct.filter { metric.value(of: $0) != nil }
    let unmeasured = distinct.filter { metric.value(of: $0) == nil }
    withoutMetric = unmeasured.map(\.id)
    guard !measured.isEmpty else { throw .noNumber(metric) }
    let parts = try GroupKeys.telling(measured, from: unmeasured, by: keys).groups(of: measured)
    let counted = Set(parts.flatMap(\.runs).map(\.id) + withoutMetric)
    repeated = runs.map(\.id).filter { !counted.contains($0) }
    related = parts.flatMap { RelatedRun.all(in: $0.runs) }
    let forks = Set(related.map(\.id))
    let isOfFolds = measured.areOfFolds
    let groups = parts.map { part in
      Group(
        name: GroupKeys.name(part.values, keys), values: part.values,
        runs: part.runs.filter { !forks.contains($0.id) }, metric: metric, isOfFolds: isOfFolds)
    }
    self.groups = groups
    exclusions = Exclusion.all(groups, keys, unmeasured, leftOut, metric: metric)
    guard groups.count > 1 else {
      throw .oneGroup(key: key, value: groups.first?.name, without: exclusions)
    }
    let groupKey = GroupKey(names: keys, isOfFolds: isOfFolds)
    settings = SettingDifferences(groups, by: groupKey)
    let contrasts = GroupContrasts(
      groups, groupKey, metric,
      IncompleteRuns(
        groups, divergedWithoutMetric: unmeasured.filter(\.hasDiverged).map(\.id)))
    self.contrasts = contrasts.againstFirst
    adjustedPValues = contrasts.adjustedPValues
    bestPair = groups.count > 2 ? contrasts.bestPair : nil
  }

  /// Of the runs with a key, returns the first that is finished, or the first if none is.
  private static func representative(_ key: String, in runs: [ComparedRun]) -> String? {
    let same = runs.filter { $0.runKey == key }
    return (same.first(where: \.isFinished) ?? same.first)?.id
  }
}
