package import Experiments

/// Why runs cannot be compared in groups, in words and with a way out.
package enum GroupingProblem: Error, Hashable, Sendable {
  case oneGroup(key: String, value: JSONValue?)
  case noPath(String, nearest: String?)
  case imported(run: String, key: String)
  case noMetric(String, nearest: String?)
  case noCommonMetric

  package var problem: String {
    switch self {
    case .oneGroup(let key, let value):
      "--group-by \(key): all runs have \(value.map { $0.string ?? $0.canonicalText } ?? "none")"
    case .noPath(let key, _): "--group-by \(key): no run's definition has such a value"
    case .imported(let run, let key):
      "--group-by \(key): \(run) is imported and has no definition"
    case .noMetric(let name, _): "--metric \(name): no run has such a metric"
    case .noCommonMetric: "the runs have no metric in common"
    }
  }

  package var advice: [String] {
    switch self {
    case .oneGroup: ["without --group-by they are compared run by run"]
    case .noPath(_, let nearest), .noMetric(_, let nearest):
      nearest.map { ["did you mean \($0)?"] } ?? []
    case .imported: ["--group-by experiment takes imported runs too"]
    case .noCommonMetric: ["name the one that counts: --metric NAME"]
    }
  }
}
