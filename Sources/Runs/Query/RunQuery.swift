import Experiments

/// Which runs to take, as `--where` says.
package struct RunQuery: Sendable {
  package let text: String
  private let expression: QueryExpression
  private let now: Timestamp

  /// Reads an expression.
  ///
  /// - Parameter now: what `-7d` is counted from.
  package init(_ text: String, now: Timestamp) throws(QueryMistake) {
    self.text = text
    self.now = now
    expression = try QueryParser.expression(text)
  }

  /// The fields it speaks of.
  package var fields: [QueryField] {
    comparisons(of: expression).map { QueryField($0.field.text) }
  }

  /// Returns the runs for which it holds, in their order.
  ///
  /// - Throws: a `QueryMistake` for a field that no run has and for a value that cannot be
  ///   compared with the field's.
  package func matching(_ runs: [QueriedRun]) throws(QueryMistake) -> [QueriedRun] {
    let known = KnownFields(runs)
    let condition = try condition(expression, known)
    return runs.filter(condition.holds)
  }

  private func comparisons(of expression: QueryExpression) -> [QueryComparison] {
    switch expression {
    case .both(let left, let right), .either(let left, let right):
      comparisons(of: left) + comparisons(of: right)
    case .not(let inner): comparisons(of: inner)
    case .comparison(let comparison): [comparison]
    }
  }

  private func condition(
    _ expression: QueryExpression, _ known: KnownFields
  ) throws(QueryMistake) -> QueryCondition {
    switch expression {
    case .both(let left, let right):
      return .both(try condition(left, known), try condition(right, known))
    case .either(let left, let right):
      return .either(try condition(left, known), try condition(right, known))
    case .not(let inner): return .not(try condition(inner, known))
    case .comparison(let comparison): return try condition(comparison, known)
    }
  }

  private func condition(
    _ comparison: QueryComparison, _ known: KnownFields
  ) throws(QueryMistake) -> QueryCondition {
    let name = comparison.field
    let field: QueryField
    do {
      field = try known.field(name.text)
    } catch {
      throw QueryMistake(text, name.range, error.problem, advice: error.advice)
    }
    let kinds = known.kinds(of: field)
    if let problem = comparison.relation.problem(with: kinds) {
      throw QueryMistake(text, name.range, "\(name.text) \(problem)")
    }
    var values: [JSONValue] = []
    for token in comparison.values {
      let value = try value(token, of: field, kinds)
      try check(value, token, of: name.text, comparison.relation, kinds)
      try check(value, token, of: field, comparison.relation)
      values.append(value)
    }
    return .compare(field, comparison.relation, values)
  }

  /// A bare word is a number, true, false, null or a time where the field's values are such, else
  /// a text.
  private func value(
    _ token: QueryToken, of field: QueryField, _ kinds: Set<ValueType>
  ) throws(QueryMistake) -> JSONValue {
    if token.kind == .word, token.text == "null" { return .null }
    if field.isTime {
      if let moment = QueryTime.moment(token.text, now: now) {
        return .integer(moment.milliseconds)
      }
      throw QueryMistake(
        text, token.range, "\(quoted(token.text)) is no time",
        advice: ["2026-11-23, 2026-11-23T10:41:58Z, or an age: -7d, -12h, -30min"])
    }
    if token.kind == .quoted { return .string(token.text) }
    let isTextOnly = kinds == [.text] || kinds == [.list]
    if !isTextOnly {
      if let integer = Int(token.text) { return .integer(integer) }
      if let number = Double(token.text), !number.isNaN { return .number(number) }
      if token.text == "true" || token.text == "false" { return .bool(token.text == "true") }
    }
    return .string(token.text)
  }

  private func check(
    _ value: JSONValue, _ token: QueryToken, of field: QueryField,
    _ relation: QueryComparison.Relation
  ) throws(QueryMistake) {
    if field == .fact(.tags), relation != .has, !value.isNull {
      throw QueryMistake(text, token.range, "tags is a list", advice: ["tags has \(token.text)"])
    }
    guard field == .fact(.state), relation != .contains, let word = value.string else { return }
    let states = RunState.allCases.map(\.rawValue)
    if states.contains(word) { return }
    let nearest = nearestName(to: word, among: states).map { "did you mean \($0)? " } ?? ""
    throw QueryMistake(
      text, token.range, "no state \(quoted(word))",
      advice: [nearest + "one of " + states.joined(separator: ", ")])
  }

  private func check(
    _ value: JSONValue, _ token: QueryToken, of name: String,
    _ relation: QueryComparison.Relation, _ kinds: Set<ValueType>
  ) throws(QueryMistake) {
    let type = ValueType(value)
    guard !value.isNull, !kinds.isEmpty else {
      guard value.isNull, ![.equal, .unequal].contains(relation) else { return }
      throw QueryMistake(text, token.range, "null is compared with == or != alone")
    }
    if relation == .has || kinds.contains(type) { return }
    if type == .text, kinds.contains(where: { $0 == .list || $0 == .object }) { return }
    let found = kinds.map(\.rawValue).sorted().joined(separator: " or ")
    throw QueryMistake(text, token.range, "\(name) is \(found), not \(quoted(token.text))")
  }
}

/// What types of values there are to compare.
enum ValueType: String, Hashable, Sendable {
  case number = "a number"
  case text = "a text"
  case truth = "true or false"
  case list = "a list"
  case object = "an object"
  case nothing = "null"

  init(_ value: JSONValue) {
    self =
      switch value {
      case .null: .nothing
      case .bool: .truth
      case .integer, .number: .number
      case .string: .text
      case .array: .list
      case .object: .object
      }
  }
}

extension QueryComparison.Relation {
  /// Why it cannot stand after a field of such values; nil where it can.
  func problem(with kinds: Set<ValueType>) -> String? {
    guard let kind = kinds.first, kinds.count == 1 else { return nil }
    switch self {
    case .has where kind != .list: return "is \(kind.rawValue): 'has' looks into a list"
    case .contains where kind == .number || kind == .truth:
      return "is \(kind.rawValue): '~' looks into a text"
    default: return nil
    }
  }
}
