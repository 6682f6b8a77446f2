import Experiments
import JSON

/// An expression with checked fields and values.
indirect enum QueryCondition: Sendable {
  case both(QueryCondition, QueryCondition)
  case either(QueryCondition, QueryCondition)
  case not(QueryCondition)
  /// A comparison of the field with this number.
  case compare(Int, QueryComparison.Relation, [JSONValue])

  /// A comparison with a value that the run lacks is false, even `!=`. Only `== null` and `!= null`
  /// test whether there is one.
  ///
  /// - Parameter value: returns the run's value of the field with a number.
  func holds(_ value: (Int) -> JSONValue?) -> Bool {
    switch self {
    case .both(let left, let right): left.holds(value) && right.holds(value)
    case .either(let left, let right): left.holds(value) || right.holds(value)
    case .not(let inner): !inner.holds(value)
    case .compare(let field, let relation, let values):
      Self.holds(value(field), relation, values)
    }
  }

  private static func holds(
    _ found: JSONValue?, _ relation: QueryComparison.Relation, _ values: [JSONValue]
  ) -> Bool {
    if relation == .oneOf { return values.contains { holds(found, .equal, [$0]) } }
    let wanted = values[0]
    if wanted.isNull { return (relation == .equal) == (found == nil) }
    guard let found else { return false }
    switch relation {
    case .has: return found.array?.contains { order($0, wanted) == .same } == true
    case .contains:
      return wanted.string.map { found.comparableText?.contains($0) == true } ?? false
    case .equal: return order(found, wanted) == .same
    case .unequal: return order(found, wanted).map { $0 != .same } ?? false
    case .less: return order(found, wanted) == .before
    case .more: return order(found, wanted) == .after
    case .atMost: return order(found, wanted).map { $0 == .before || $0 == .same } ?? false
    case .atLeast: return order(found, wanted).map { $0 == .after || $0 == .same } ?? false
    case .oneOf: return false
    }
  }
}

/// The order of two values.
enum ValueOrder: Hashable, Sendable {
  case before
  case same
  case after
  /// One of two numbers is NaN.
  case unordered
}

/// Returns the order of two values of one type; nil if their types differ.
///
/// Texts are the same if Unicode considers them equivalent (canonical equivalence), so that `ï` is
/// found in either form. `JSONValue` is stricter and compares bytes.
func order(_ left: JSONValue, _ right: JSONValue) -> ValueOrder? {
  if case .integer(let left) = left, case .integer(let right) = right {
    return left == right ? .same : left < right ? .before : .after
  }
  if let left = left.double, let right = right.double {
    if left.isNaN || right.isNaN { return .unordered }
    return left == right ? .same : left < right ? .before : .after
  }
  if let left = left.bool, let right = right.bool {
    return left == right ? .same : right ? .before : .after
  }
  guard let left = left.comparableText, let right = right.comparableText else { return nil }
  return left == right ? .same : left < right ? .before : .after
}

extension JSONValue {
  /// The text that a text is compared with; of lists and objects the canonical one.
  fileprivate var comparableText: String? {
    switch self {
    case .string(let text): text
    case .array, .object: canonicalText
    default: nil
    }
  }
}
