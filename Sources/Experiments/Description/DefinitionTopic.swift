package import JSON

/// A part of the definition as the help explains it, made from the descriptions that also check,
/// complete and give the schema.
package struct DefinitionTopic: Sendable {
  /// A key of the part.
  package struct Key: Sendable {
    package let name: String
    /// `a number greater than 0`
    package let expectation: String
    /// `default 0.001`, `required`; empty if the key may simply be missing.
    package let presence: String
    package let fallback: JSONValue?
    package let isRequired: Bool
    package let summary: String
    /// The strings to choose from, each with a sentence; empty if there is no such choice.
    package let choices: [ListedValue]
  }

  /// `optimizer.adam`; `definition` for the whole.
  package let name: String
  /// One sentence.
  package let summary: String
  /// The types to choose from, each a topic of its own; empty if there are none.
  package let types: [ListedValue]
  package let keys: [Key]
  /// A part of a definition that has it: `{"optimizer": {"type": "adam"}}`.
  package var example: JSONValue { makeExample() }
  private let makeExample: @Sendable () -> JSONValue

  /// The name of the topic of the whole definition.
  package static let root = "definition"

  /// Returns the topic of a name: a path through keys and types, `dataset.csv.files`, of which what
  /// comes before a type may be left out if no other topic at the same depth ends so: `adam`.
  package init?(_ name: String) {
    let lowered = name.lowercased()
    let ending = Self.ending(in: lowered)
    func depth(_ name: String) -> Int { name.count { $0 == "." } }
    let least = ending.map(depth).min()
    let nearest = ending.filter { depth($0) == least }
    let topic =
      TopicTree.topics[lowered] ?? (nearest.count == 1 ? TopicTree.topics[nearest[0]] : nil)
    guard let topic else { return nil }
    self = topic
  }

  /// The topics that end in a name, in the order of the schema.
  package static func ending(in name: String) -> [String] {
    names.filter { $0.hasSuffix("." + name.lowercased()) }
  }

  /// All topics, in the order of the schema.
  package static var names: [String] { TopicTree.names }

  /// The topics that a name which is none was probably meant to be.
  package static func nearest(to name: String) -> [String] {
    let ending = ending(in: name)
    if !ending.isEmpty { return ending }
    let near = nearestNames(to: name, among: names)
    if !near.isEmpty { return near }
    let last = String(name.split(separator: ".").last ?? "")
    let keys = Set(names.compactMap { $0.split(separator: ".").last.map(String.init) })
    let meant = nearestNames(to: last, among: Array(keys))
    return names.filter { topic in meant.contains { topic == $0 || topic.hasSuffix("." + $0) } }
  }

  init(
    _ name: String, _ summary: String, types: [ListedValue], keys: [KeyDescription],
    example: @escaping @Sendable () -> JSONValue
  ) {
    self.name = name
    self.summary = summary
    self.types = types
    self.keys = keys.map(Key.init)
    makeExample = example
  }
}

extension DefinitionTopic.Key {
  init(_ key: KeyDescription) {
    name = key.name
    expectation = key.kind.expectation
    isRequired = key.isRequired
    summary = key.summary
    choices = Self.choices(of: key.kind)
    switch key.fallback {
    case .required:
      presence = "required"
      fallback = nil
    case .none:
      presence = ""
      fallback = nil
    case .value(let value), .implied(let value):
      presence = value == [:] || value == "" ? "" : "default \(value.canonicalText)"
      fallback = value
    case .sameAs(let other):
      presence = "default: \(other)"
      fallback = nil
    case .derived(let text):
      presence = "default: \(text)"
      fallback = nil
    }
  }

  private static func choices(of kind: ValueKind) -> [ListedValue] {
    switch kind {
    case .choice(let choice):
      choice.options.map { ListedValue(text: $0.name, summary: $0.summary) }
    case .list(let element, _, _): choices(of: element)
    case .either(let first, let second): choices(of: first) + choices(of: second)
    default: []
    }
  }
}
