import Experiments

/// In which order runs are listed, as `--sort` says: `test_accuracy`, or `-test_accuracy` for the
/// largest first.
package struct RunOrder: Sendable {
  private let name: String
  private let isDescending: Bool

  package init(_ text: String) {
    isDescending = text.hasPrefix("-")
    name = isDescending ? String(text.dropFirst()) : text
  }

  package var field: QueryField { QueryField(name) }

  /// Returns the runs in this order; those without a value, or with NaN, last, and equal ones in
  /// the order they had.
  ///
  /// - Parameter all: the runs of which one must have the field.
  /// - Throws: an `UnknownField` where none has.
  package func sorted(
    _ runs: [QueriedRun], among all: [QueriedRun]
  ) throws(UnknownField) -> [QueriedRun] {
    let field = try KnownFields(all).field(name)
    let keyed = runs.enumerated().map { offset, run in
      let value = run.value(of: field)
      return (offset: offset, value: value?.double?.isNaN == true ? nil : value)
    }
    let ordered = keyed.sorted { left, right in
      switch (left.value, right.value) {
      case (nil, nil): return left.offset < right.offset
      case (nil, _): return false
      case (_, nil): return true
      case (let first?, let second?):
        switch order(first, second) {
        case .before: return !isDescending
        case .after: return isDescending
        case .same: return left.offset < right.offset
        case nil, .unordered:
          // Values of several types: by type, so that the order is one.
          let types = (ValueType(first).rawValue, ValueType(second).rawValue)
          return types.0 == types.1 ? left.offset < right.offset : types.0 < types.1
        }
      }
    }
    return ordered.map { runs[$0.offset] }
  }
}

/// The columns of a list, as `--columns` says: names with commas between.
package struct RunColumns: Sendable {
  package let names: [String]

  package init(_ text: String) {
    names = text.split(separator: ",").map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  package var fields: [QueryField] { names.map(QueryField.init) }

  /// - Throws: an `UnknownField` for the first that no run has.
  package func check(_ runs: [QueriedRun]) throws(UnknownField) {
    let known = KnownFields(runs)
    for name in names { _ = try known.field(name) }
  }
}
