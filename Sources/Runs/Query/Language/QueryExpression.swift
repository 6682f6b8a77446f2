import Datasets
import Experiments

/// The parsed expression of `--where`.
indirect enum QueryExpression: Hashable, Sendable {
  case both(QueryExpression, QueryExpression)
  case either(QueryExpression, QueryExpression)
  case not(QueryExpression)
  case comparison(QueryComparison)
}

/// `optimizer.learning_rate < 0.1`
struct QueryComparison: Hashable, Sendable {
  enum Relation: String, Hashable, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    case contains = "~"
    case has
    case oneOf = "in"
  }

  let field: QueryToken
  let relation: Relation
  /// One; for `in` any number.
  let values: [QueryToken]
}

/// Reads an expression:
///
///     either     = both { "or" both }
///     both       = term { "and" term }
///     term       = "not" term | "(" either ")" | comparison
///     comparison = field ("==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "has") value
///                | field "in" "(" value { "," value } ")"
struct QueryParser {
  /// No expression is nested deeper.
  static let maximumDepth = 64

  private let text: String
  private let tokens: [QueryToken]
  private var next = 0
  private var depth = 0

  private init(_ text: String) throws(QueryError) {
    self.text = text
    tokens = try QueryLexer.tokens(text)
  }

  static func expression(_ text: String) throws(QueryError) -> QueryExpression {
    var parser = try QueryParser(text)
    guard parser.token.kind != .end else { throw parser.mistake("it is empty") }
    let expression = try parser.either()
    guard parser.token.kind == .end else {
      throw parser.mistake("expected 'and', 'or' or the end, found \(parser.token.shown)")
    }
    return expression
  }

  private var token: QueryToken { tokens[next] }

  private mutating func take() -> QueryToken {
    defer { next = min(next + 1, tokens.count - 1) }
    return token
  }

  private mutating func take(word: String) -> Bool {
    guard token.isWord(word) else { return false }
    next += 1
    return true
  }

  private mutating func take(mark: String) -> Bool {
    guard token.isMark(mark) else { return false }
    next += 1
    return true
  }

  private func mistake(_ problem: String, advice: [Remedy] = []) -> QueryError {
    QueryError(text, token.range, problem, advice: advice)
  }

  private mutating func either() throws(QueryError) -> QueryExpression {
    var left = try both()
    while take(word: "or") { left = .either(left, try both()) }
    return left
  }

  private mutating func both() throws(QueryError) -> QueryExpression {
    var left = try term()
    while take(word: "and") { left = .both(left, try term()) }
    return left
  }

  private mutating func term() throws(QueryError) -> QueryExpression {
    guard depth < Self.maximumDepth else {
      throw mistake("nested deeper than \(Self.maximumDepth)")
    }
    depth += 1
    defer { depth -= 1 }
    if take(word: "not") { return .not(try term()) }
    guard take(mark: "(") else { return .comparison(try comparison()) }
    let inside = try either()
    guard take(mark: ")") else { throw mistake("expected ')', found \(token.shown)") }
    return inside
  }

  private mutating func comparison() throws(QueryError) -> QueryComparison {
    guard token.kind == .word || token.kind == .quoted,
      !["and", "or", "in", "has"].contains(token.text)
    else { throw mistake("expected a field, found \(token.shown)") }
    let field = take()
    guard token.kind == .word || token.kind == .mark,
      let relation = QueryComparison.Relation(rawValue: token.text)
    else {
      throw mistake(
        "expected a comparison after \(quoted(field.text)), found \(token.shown)",
        advice: [
          "one of == != < <= > >= ~ has in",
          "put a name with blanks or brackets in quotes: \(quotedName(from: field)) > 0.5",
        ])
    }
    next += 1
    guard relation == .oneOf else {
      return QueryComparison(field: field, relation: relation, values: [try value()])
    }
    guard take(mark: "(") else { throw mistake("expected '(' after in, found \(token.shown)") }
    var values = [try value()]
    while take(mark: ",") { values.append(try value()) }
    guard take(mark: ")") else { throw mistake("expected ',' or ')', found \(token.shown)") }
    return QueryComparison(field: field, relation: relation, values: values)
  }

  /// Returns the field and the text that follows it up to the next comparison, in quotes:
  /// `'metrics/mAP50(B)'`.
  private func quotedName(from field: QueryToken) -> String {
    let bytes = Array(text.utf8)[field.range.lowerBound...]
    let name = String(decoding: bytes.prefix { !"<>=!~".utf8.contains($0) }, as: UTF8.self)
    let plain = name.filter { $0 != "'" }.reversed().drop { $0 == " " }.reversed()
    return "'\(String(plain))'"
  }

  private mutating func value() throws(QueryError) -> QueryToken {
    guard token.kind == .word || token.kind == .quoted,
      token.kind == .quoted || !["and", "or", "not", "in", "has"].contains(token.text)
    else { throw mistake("expected a value, found \(token.shown)") }
    return take()
  }
}
