extension Exclusion {
  /// `3 of 10 runs of learning_rate 0.5 diverged`
  var clause: String {
    let runs =
      group.map { "\(count) of \(total) runs of \($0)" }
      ?? (count == 1 ? "1 other run" : "\(count) other runs")
    return switch reason {
    case .diverged: "\(runs) diverged"
    case .unfinished: "\(runs) \(count == 1 ? "is" : "are") not finished"
    case .filteredOut:
      "\(runs) \(count == 1 ? "has" : "have") other figures than --where asks for"
    case .noNumber(let metric):
      "\(runs) \(count == 1 ? "has" : "have") no \(metric) that is a finite number"
    }
  }
}

extension [Exclusion] {
  /// `3 of 10 runs of learning_rate 0.5 diverged and are left out.`; nil if there are none.
  var sentence: String? {
    guard !isEmpty else { return nil }
    if count > 1 { return "\(map(\.clause).joined(separator: ", ")): these are left out." }
    return "\(self[0].clause) and \(self[0].count == 1 ? "is" : "are") left out."
  }
}

extension IncompleteRuns {
  /// `3 of 5 runs of learning_rate 0.5 diverged`
  var clause: String {
    func clauses(_ counts: [Count], _ state: String) -> [String] {
      counts.map { "\($0.count) of \($0.total) runs of \($0.group) \(state)" }
    }
    let parts =
      clauses(diverged, "diverged")
      + (divergedWithoutMetric.isEmpty ? [] : ["\(divergedWithoutMetric.listed) diverged"])
      + clauses(unfinished, "are not finished")
    return parts.listed
  }
}
