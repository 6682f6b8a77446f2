import Experiments

/// Runs of a group that a claim does not include because of their results.
package struct Exclusion: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case diverged
    case unfinished
    /// The run is finished, but its metrics do not match `--where`.
    case filteredOut
    /// The run is finished, but the metric is missing or not finite.
    case noNumber(metric: String)
  }

  /// nil if the group is not known.
  package let group: String?
  package let reason: Reason
  package let count: Int
  /// The number of runs of the group, including the excluded ones.
  package let total: Int
  /// The seeds of the excluded runs.
  let seeds: [Int]

  /// Returns the exclusions of all groups, one for each group and reason.
  ///
  /// - Parameters:
  ///   - unmeasured: runs without a finite value of the metric.
  ///   - leftOut: runs that `--where` excludes.
  static func all(
    _ groups: [GroupComparison.Group], _ keys: [String], _ unmeasured: [ComparedRun],
    _ leftOut: [ComparedRun], metric: MetricChoice
  ) -> [Exclusion] {
    let counted = groups.flatMap(\.runs)
    // A training that another run with the same key completed is not excluded.
    var known = Set((counted + unmeasured).map(\.runKey))
    let excluded = unmeasured + leftOut.filter { known.insert($0.runKey).inserted }
    if excluded.isEmpty { return [] }
    let values = (try? GroupKeys(keys, counted + excluded))?.values.suffix(excluded.count)
    let names = values.map { $0.map { GroupKeys.name($0, keys) } }
    func reason(_ run: ComparedRun, isUnmeasured: Bool) -> Reason {
      if run.hasDiverged { return .diverged }
      if isUnmeasured { return .noNumber(metric: metric.name) }
      return run.isFinished ? .filteredOut : .unfinished
    }
    let reasons = excluded.enumerated().map { index, run in
      (
        group: names?[index], reason: reason(run, isUnmeasured: index < unmeasured.count),
        seed: run.seed
      )
    }
    let order: [Reason] = [.diverged, .unfinished, .filteredOut, .noNumber(metric: metric.name)]
    // All runs of a group may be excluded.
    let all = (groups.map(\.name) + reasons.map(\.group)).reduce(into: [String?]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    return all.flatMap { name in
      let here = reasons.filter { $0.group == name }
      let total = (groups.first { $0.name == name }?.runs.count ?? 0) + here.count
      return order.compactMap { reason in
        let found = here.filter { $0.reason == reason }
        return found.isEmpty
          ? nil
          : Exclusion(
            group: name, reason: reason, count: found.count, total: total,
            seeds: found.compactMap(\.seed))
      }
    }
  }
}
