import Experiments
package import JSON

/// A value of a run that can be asked for by name.
package enum QueryField: Hashable, Sendable {
  /// A fact of run.json: `state`, `seconds`.
  case fact(Fact)
  /// A path in the definition: `optimizer.learning_rate`.
  case definition(JSONPath)
  /// A metric's last value: `test_accuracy`, or `last:seconds` if the name alone is a fact.
  case last(String)
  /// A metric's best value: `best:test_accuracy`.
  case best(String)

  package enum Fact: String, Hashable, Sendable, CaseIterable {
    case id, experiment, state, seed, epoch, step, seconds
    case examplesPerSecond = "examples_per_second"
    case started, finished, tags, note, sweep, host, isa, threads
    case runKey = "run_key"
    case weights = "weights_sha256"
    case gitCommit = "git_commit"
    case parent, verified
  }

  /// The field of this name; whether some run has it is known only later.
  package init(_ name: String) {
    if let fact = Fact(rawValue: name) {
      self = .fact(fact)
    } else if name.hasPrefix(Self.bestPrefix) {
      self = .best(String(name.dropFirst(Self.bestPrefix.count)))
    } else if name.hasPrefix(Self.lastPrefix) {
      self = .last(String(name.dropFirst(Self.lastPrefix.count)))
    } else if DefinitionPaths.contains(JSONPath(name)) {
      self = .definition(JSONPath(name))
    } else {
      self = .last(name)
    }
  }

  /// The name that `init(_:)` reads as this field.
  var name: String {
    switch self {
    case .fact(let fact): fact.rawValue
    case .definition(let path): path.description
    case .last(let metric): metric
    case .best(let metric): Self.bestPrefix + metric
    }
  }

  /// The facts, and the paths of definitions that are not inside lists.
  package static let outsideMetrics =
    Fact.allCases.map(Self.fact) + DefinitionPaths.all.map { .definition(JSONPath($0)) }

  /// Whether its values are moments.
  package var isTime: Bool { self == .fact(.started) || self == .fact(.finished) }

  /// Whether it is a metric's last or best value.
  package var isMetric: Bool { metric != nil }

  /// The name of the metric, if the field is one.
  var metric: String? {
    switch self {
    case .last(let metric), .best(let metric): metric
    case .fact, .definition: nil
    }
  }

  /// The types its values can have.
  var types: Set<ValueType> {
    switch self {
    case .last, .best: [.number]
    case .fact(let fact): [fact.type]
    case .definition(let path): Set(DefinitionPaths.forms(at: path).map(ValueType.init))
    }
  }

  /// The name of its column in the index. A path inside a list of numbers has no column of its own.
  var column: String {
    switch self {
    case .fact(let fact): "fact:" + fact.rawValue
    case .definition(let path): "definition:" + path.description
    case .last(let metric): Self.lastPrefix + metric
    case .best(let metric): Self.bestPrefix + metric
    }
  }

  static let lastPrefix = "last:"
  static let bestPrefix = "best:"
}

/// The types of values that can be compared.
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

  init(_ form: ValueForm) {
    self =
      switch form {
      case .truth: .truth
      case .number: .number
      case .text: .text
      case .list: .list
      case .object: .object
      }
  }
}

extension QueryField.Fact {
  var type: ValueType {
    switch self {
    case .seed, .epoch, .step, .seconds, .examplesPerSecond, .threads, .started, .finished: .number
    case .tags: .list
    case .verified: .truth
    case .id, .experiment, .state, .note, .sweep, .host, .isa, .runKey, .weights, .gitCommit,
      .parent:
      .text
    }
  }
}
