import Experiments
import JSON

/// The order of `--sort`: fields separated by commas, each with `-` before it for the largest
/// first, as in `optimizer.type,-test_accuracy`.
package struct RunOrder: Sendable {
  package let fields: [QueryField]
  /// The fields as they were typed, without `-`.
  package let names: [String]
  private let isDescending: [Bool]

  package init(_ text: String) {
    let parts = Runs.names(inList: text)
    isDescending = parts.map { $0.hasPrefix("-") }
    names = parts.map { $0.hasPrefix("-") ? String($0.dropFirst()) : $0 }
    fields = names.map(QueryField.init)
  }

  /// The order by the best value of a metric, the best run first.
  init(best metric: String, _ direction: MetricDirection) {
    fields = [.best(metric)]
    names = [QueryField.bestPrefix + metric]
    isDescending = [direction == .higher]
  }

  /// - Throws: an `UnknownField` for the first that no run has.
  package func check(_ known: KnownFields) throws(UnknownField) {
    for name in names { try known.check(name) }
  }

  /// Whether a run comes before another one; nil if the fields do not decide.
  func precedes(_ left: RunRank, _ right: RunRank) -> Bool? {
    for (index, isDescending) in isDescending.enumerated() {
      switch (left.values[index], right.values[index]) {
      case (nil, nil): continue
      case (nil, _): return false
      case (_, nil): return true
      case (let first?, let second?):
        switch order(first, second) {
        case .before: return !isDescending
        case .after: return isDescending
        case .same: continue
        case nil, .unordered:
          // Values of several types: by type, so that the order is one.
          let types = (ValueType(first).rawValue, ValueType(second).rawValue)
          if types.0 != types.1 { return types.0 < types.1 }
        }
      }
    }
    return nil
  }
}

/// The values that determine a run's position in a list.
struct RunRank: Sendable {
  /// The values of the sorted fields; nil also for NaN, which comes last.
  let values: [JSONValue?]
  let startedAt: Int
  let id: String

  init(values: [JSONValue?], startedAt: Int, id: String) {
    self.values = values.map { $0?.double?.isNaN == true ? nil : $0 }
    self.startedAt = startedAt
    self.id = id
  }

  /// Whether it comes before another one: by the order, and the newer of equals first.
  func precedes(_ other: RunRank, by order: RunOrder?) -> Bool {
    if let decided = order?.precedes(self, other) { return decided }
    return startedAt == other.startedAt
      ? precedesNaturally(other.id, id) : startedAt > other.startedAt
  }
}

/// The columns of a list, as `--columns` names them, separated by commas.
package struct RunColumns: Sendable {
  package let names: [String]

  package init(_ text: String) {
    names = Runs.names(inList: text)
  }

  package var fields: [QueryField] { names.map(QueryField.init) }

  /// The first name that occurs twice.
  package var repeated: String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  /// - Throws: an `UnknownField` for the first that no run has.
  package func check(_ known: KnownFields) throws(UnknownField) {
    for name in names { try known.check(name) }
  }
}

/// Splits a list at its commas. Spaces around a name are ignored, and an empty name is dropped.
func names(inList text: String) -> [String] {
  text.split(separator: ",").map { name in
    String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
  .filter { !$0.isEmpty }
}
