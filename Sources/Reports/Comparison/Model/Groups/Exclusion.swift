import Experiments

/// Runs of a group that were left out by what they came to, and that a claim is silent about.
package struct Exclusion: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case diverged
    case unfinished
    /// Finished, with other figures than were asked for.
    case figures
    /// Finished, with no finite number.
    case noNumber(metric: String)
  }

  /// nil where that is not known.
  package let group: String?
  package let reason: Reason
  package let count: Int
  /// Of so many runs, those that are left out included.
  package let total: Int

  /// - Parameters:
  ///   - unmeasured: finished runs without the metric.
  ///   - leftOut: runs that were not asked for.
  static func all(
    _ groups: [GroupComparison.Group], _ keys: [String], _ unmeasured: [ComparedRun],
    _ leftOut: [ComparedRun], metric: MetricChoice
  ) -> [Exclusion] {
    let counted = groups.flatMap(\.runs)
    // A training that another run brought to its end is not lost.
    var known = Set((counted + unmeasured).map(\.runKey))
    let excluded = unmeasured + leftOut.filter { known.insert($0.runKey).inserted }
    if excluded.isEmpty { return [] }
    let values = (try? GroupKeys(keys, counted + excluded))?.values.suffix(excluded.count)
    let names = values.map { $0.map { GroupKeys.name($0, keys) } }
    let found = excluded.enumerated().map { index, run in
      let reason: Reason =
        index < unmeasured.count
        ? .noNumber(metric: metric.name)
        : run.hasDiverged ? .diverged : run.isFinished ? .figures : .unfinished
      return (group: names?[index], reason: reason)
    }
    let reasons: [Reason] = [.diverged, .unfinished, .figures, .noNumber(metric: metric.name)]
    // A group may have lost all of its runs.
    let all = (groups.map(\.name) + found.map(\.group)).reduce(into: [String?]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    return all.flatMap { name in
      let here = found.filter { $0.group == name }
      let total = (groups.first { $0.name == name }?.runs.count ?? 0) + here.count
      return reasons.compactMap { reason in
        let count = here.count { $0.reason == reason }
        return count == 0 ? nil : Exclusion(group: name, reason: reason, count: count, total: total)
      }
    }
  }

  /// `3 of 10 runs of learning_rate 0.5 diverged`
  var clause: String {
    let runs =
      group.map { "\(count) of \(total) runs of \($0)" }
      ?? (count == 1 ? "1 other run" : "\(count) other runs")
    return switch reason {
    case .diverged: "\(runs) diverged"
    case .unfinished: "\(runs) \(count == 1 ? "is" : "are") not finished"
    case .figures: "\(runs) \(count == 1 ? "has" : "have") other figures than --where asks for"
    case .noNumber(let metric):
      "\(runs) \(count == 1 ? "has" : "have") no \(metric) that is a finite number"
    }
  }
}

extension [Exclusion] {
  /// `3 of 10 runs of learning_rate 0.5 diverged and are left out.`; nil where there are none.
  var sentence: String? {
    guard !isEmpty else { return nil }
    if count > 1 { return "\(map(\.clause).joined(separator: ", ")): these are left out." }
    return "\(self[0].clause) and \(self[0].count == 1 ? "is" : "are") left out."
  }
}
