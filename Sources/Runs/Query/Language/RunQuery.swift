import Datasets
import Experiments
import JSON

/// The runs to select, as `--where` describes them.
package struct RunQuery: Sendable {
  package let text: String
  /// The fields it speaks of.
  package private(set) var fields: [QueryField] = []
  let condition: QueryCondition
  private let metrics: [NamedMetric]

  /// The names of those fields that are metrics or unknown.
  package var metricNames: [String] { metrics.map(\.name.text) }

  /// A metric that the expression names, and the problem with the value it is compared with. It is
  /// reported only if some run has the metric.
  private struct NamedMetric: Sendable {
    let name: QueryToken
    let mistake: QueryError?
  }

  /// Reads an expression.
  ///
  /// - Parameter now: the moment from which `-7d` is counted.
  /// - Throws: a `QueryError` for a text that is not an expression, and for a value that cannot
  ///   be compared with the field's.
  package init(_ text: String, now: Timestamp) throws(QueryError) {
    self.text = text
    let expression = try QueryParser.expression(text)
    let reading = QueryReading(text: text, now: now)
    var fields: [QueryField] = []
    var metrics: [NamedMetric] = []
    condition = try Self.condition(expression) { (comparison) throws(QueryError) in
      let field = QueryField(comparison.field.text)
      fields.append(field)
      do throws(QueryError) {
        let values = try reading.values(of: comparison, field)
        if field.metric != nil { metrics.append(NamedMetric(name: comparison.field, mistake: nil)) }
        return .compare(fields.count - 1, comparison.relation, values)
      } catch {
        guard field.metric != nil else { throw error }
        metrics.append(NamedMetric(name: comparison.field, mistake: error))
        return .compare(fields.count - 1, .equal, [.null])
      }
    }
    self.fields = fields
    self.metrics = metrics
  }

  /// - Throws: a `QueryError` for the first metric that no run has or that is compared with
  ///   something other than a number.
  package func check(_ known: KnownFields) throws(QueryError) {
    for metric in self.metrics {
      do {
        try known.check(metric.name.text)
      } catch {
        throw QueryError(text, metric.name.range, error.problem, advice: error.advice)
      }
      if let mistake = metric.mistake { throw mistake }
    }
  }

  private static func condition(
    _ expression: QueryExpression,
    _ compare: (QueryComparison) throws(QueryError) -> QueryCondition
  ) throws(QueryError) -> QueryCondition {
    switch expression {
    case .both(let left, let right):
      return .both(try condition(left, compare), try condition(right, compare))
    case .either(let left, let right):
      return .either(try condition(left, compare), try condition(right, compare))
    case .not(let inner): return .not(try condition(inner, compare))
    case .comparison(let comparison): return try compare(comparison)
    }
  }
}

/// Reads the values of comparisons, and refuses those that the field can never have.
struct QueryReading {
  let text: String
  let now: Timestamp

  func values(
    of comparison: QueryComparison, _ field: QueryField
  ) throws(QueryError) -> [JSONValue] {
    let name = comparison.field
    let types = field.types
    if let problem = comparison.relation.problem(with: types) {
      throw QueryError(text, name.range, "\(name.text) \(problem)")
    }
    var values: [JSONValue] = []
    for token in comparison.values {
      let value = try value(token, of: field, types, comparison.relation)
      try check(value, token, of: name.text, comparison.relation, types)
      try check(value, token, of: field, comparison.relation)
      values.append(value)
    }
    return values
  }

  /// A bare word is a time if the field's values are times; otherwise null, a number, true or false
  /// if it looks like one, but not in a fact that is a text, such as a commit that consists of
  /// digits; otherwise a text.
  private func value(
    _ token: QueryToken, of field: QueryField, _ types: Set<ValueType>,
    _ relation: QueryComparison.Relation
  ) throws(QueryError) -> JSONValue {
    if token.kind == .word, token.text == "null" { return .null }
    if field.isTime {
      if let moment = QueryTime.moment(token.text, now: now) {
        return .integer(moment.milliseconds)
      }
      throw QueryError(
        text, token.range, "\(quoted(token.text)) is not a time",
        advice: ["2026-11-23, 2026-11-23T10:41:58Z, or an age: -7d, -12h, -30min"])
    }
    if token.kind == .quoted || relation == .contains { return .string(token.text) }
    let isTextOnly = types == [.text] || types == [.list]
    if isTextOnly, case .fact = field { return .string(token.text) }
    if let integer = Int(token.text) { return .integer(integer) }
    if let number = Double(token.text), !number.isNaN { return .number(number) }
    if token.text == "true" || token.text == "false" { return .bool(token.text == "true") }
    return .string(token.text)
  }

  private func check(
    _ value: JSONValue, _ token: QueryToken, of field: QueryField,
    _ relation: QueryComparison.Relation
  ) throws(QueryError) {
    if field == .fact(.tags), relation != .has, !value.isNull {
      throw QueryError(text, token.range, "tags is a list", advice: ["tags has \(token.text)"])
    }
    guard field == .fact(.state), relation != .contains, let word = value.string else { return }
    let states = RunState.allCases.map(\.rawValue)
    if states.contains(word) { return }
    let all = Remedy("one of " + states.joined(separator: ", "))
    throw QueryError(
      text, token.range, "no state \(quoted(word))",
      advice: [didYouMean(nearestNames(to: word, among: states), then: all)])
  }

  private func check(
    _ value: JSONValue, _ token: QueryToken, of name: String,
    _ relation: QueryComparison.Relation, _ types: Set<ValueType>
  ) throws(QueryError) {
    let type = ValueType(value)
    guard !value.isNull, !types.isEmpty else {
      guard value.isNull, ![.equal, .unequal].contains(relation) else { return }
      throw QueryError(text, token.range, "null is compared with == or != alone")
    }
    if relation == .has || types.contains(type) { return }
    if type == .text, types.contains(where: { $0 == .list || $0 == .object }) { return }
    let found = types.map(\.rawValue).sorted().joined(separator: " or ")
    let isText = types.contains(.text)
    throw QueryError(
      text, token.range, "\(name) is \(found), not \(quoted(token.text))",
      advice: isText ? ["if a text is meant, in quotes: '\(token.text)'"] : [])
  }
}

extension QueryComparison.Relation {
  /// Returns why the relation cannot follow a field with such values; nil if it can.
  func problem(with types: Set<ValueType>) -> String? {
    guard let kind = types.first, types.count == 1 else { return nil }
    switch self {
    case .has where kind != .list: return "is \(kind.rawValue): 'has' looks into a list"
    case .contains where kind == .number || kind == .truth:
      return "is \(kind.rawValue): '~' looks into a text"
    default: return nil
    }
  }
}
