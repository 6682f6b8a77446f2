/// The runs of groups that diverged or are not finished.
package struct IncompleteRuns: Hashable, Sendable {
  /// The number of such runs in one group.
  struct Count: Hashable, Sendable {
    let group: String
    let count: Int
    let total: Int
  }

  let diverged: [Count]
  /// Diverged runs that are in no group because the metric is not finite.
  let divergedWithoutMetric: [String]
  let unfinished: [Count]

  /// nil if every run is finished.
  init?(_ groups: [GroupComparison.Group], divergedWithoutMetric: [String]) {
    func counts(_ isIncluded: (ComparedRun) -> Bool) -> [Count] {
      groups.compactMap { group in
        let count = group.runs.count(where: isIncluded)
        return count == 0 ? nil : Count(group: group.name, count: count, total: group.runs.count)
      }
    }
    diverged = counts(\.hasDiverged)
    self.divergedWithoutMetric = divergedWithoutMetric
    unfinished = counts { !$0.isFinished && !$0.hasDiverged }
    if diverged.isEmpty, divergedWithoutMetric.isEmpty, unfinished.isEmpty { return nil }
  }
}
