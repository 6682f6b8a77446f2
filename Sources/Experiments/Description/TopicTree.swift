import JSON

/// All topics of the definition.
enum TopicTree {
  static let names: [String] = built.map(\.name)
  static let topics: [String: DefinitionTopic] = Dictionary(
    uniqueKeysWithValues: built.map { ($0.name, $0) })

  private static let built: [DefinitionTopic] = {
    var topics = [
      DefinitionTopic(
        DefinitionTopic.root, "What to train, on which data, and how.", types: [],
        keys: experimentDescription.keys, example: { KeySample.object(experimentDescription) })
    ]
    var known: Set = [DefinitionTopic.root]
    for key in experimentDescription.keys {
      add(key, at: [key.name], to: &topics, &known) { .object([key.name: $0]) }
    }
    return topics
  }()

  /// - Parameter wrap: puts an example of the part into one of a definition.
  private static func add(
    _ key: KeyDescription, at path: [String], to topics: inout [DefinitionTopic],
    _ known: inout Set<String>, _ wrap: @escaping @Sendable (JSONValue) -> JSONValue
  ) {
    add(
      key.kind, key.summary, key: key, example: { KeySample.value(of: key) }, at: path, to: &topics,
      &known, wrap)
  }

  private static func add(
    _ kind: ValueKind, _ summary: String, key: KeyDescription?,
    example: @escaping @Sendable () -> JSONValue,
    at path: [String], to topics: inout [DefinitionTopic], _ known: inout Set<String>,
    _ wrap: @escaping @Sendable (JSONValue) -> JSONValue
  ) {
    let name = path.joined(separator: ".")
    guard path.count <= 5, known.insert(name).inserted else { return }
    let objects = objects(of: kind)
    // The layers of a repetition are the same again.
    let variants = path.contains(repeatKey) ? nil : variants(of: kind)
    let types = variants?.types.options ?? []
    topics.append(
      DefinitionTopic(
        name, summary, types: types.map { ListedValue(text: $0.name, summary: $0.summary) },
        keys: objects.isEmpty
          ? (types.isEmpty ? key.map { [$0] } ?? [] : []) : objects[0].keys.filter { !isTag($0) },
        example: { wrap(example()) }))
    let isElement = isList(kind)
    let wrapElement: @Sendable (JSONValue) -> JSONValue = { wrap(isElement ? [$0] : $0) }
    for type in types {
      guard let object = variants?[type.name] else { continue }
      add(
        .object(object), type.summary, key: nil, example: { KeySample.object(object) },
        at: path + [type.name], to: &topics, &known, wrapElement)
    }
    for object in objects {
      for key in object.keys where !isTag(key) {
        add(key, at: path + [key.name], to: &topics, &known) { value in
          var members = KeySample.object(object).object ?? [:]
          members[key.name] = value
          return wrap(.object(members))
        }
      }
    }
    // A repetition of layers, once.
    if case .list(.keyed(let key, let object, _), _, _) = kind, !path.contains(key) {
      let description = object()
      add(
        .object(description), "Copies of several layers, one after the other.", key: nil,
        example: { KeySample.object(description) }, at: path + [key], to: &topics, &known,
        wrapElement)
    }
  }

  /// The key that says which type an object is.
  private static func isTag(_ key: KeyDescription) -> Bool {
    if case .word = key.kind { true } else { false }
  }

  private static func isList(_ kind: ValueKind) -> Bool {
    if case .list = kind { true } else { false }
  }

  private static func objects(of kind: ValueKind) -> [ObjectDescription] {
    switch kind {
    case .object(let object): [object]
    case .either(let first, let second): objects(of: first) + objects(of: second)
    default: []
    }
  }

  private static func variants(of kind: ValueKind) -> VariantsDescription? {
    switch kind {
    case .variants(let variants): variants
    case .list(.keyed(_, _, let other), _, _): variants(of: other)
    default: nil
    }
  }
}
