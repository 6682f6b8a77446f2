package import JSON

/// The paths that definitions can have, for commands that deal with many definitions.
package enum DefinitionPaths {
  /// Whether some definition can have a value at this path.
  package static func contains(_ path: JSONPath) -> Bool {
    !path.components.isEmpty && !kinds(at: path).isEmpty
  }

  /// The forms of value that definitions can have at this path.
  package static func forms(at path: JSONPath) -> Set<ValueForm> {
    Set(kinds(at: path).flatMap(\.forms))
  }

  /// What definitions can have at this path, `a number greater than 0`; nil for no such path.
  static func expectation(at path: JSONPath) -> String? {
    kinds(at: path).first?.expectation
  }

  /// The values that definitions can have at this path and that can be listed, each with a sentence.
  package static func values(at path: JSONPath) -> [ListedValue] {
    var listed = types(at: path)
    for value in kinds(at: path).flatMap(\.listedValues)
    where !listed.contains(where: { $0.text == value.text }) {
      listed.append(value)
    }
    return listed
  }

  /// The types that the key at this path chooses from, each with its sentence.
  private static func types(at path: JSONPath) -> [ListedValue] {
    guard let parent = path.parent else { return [] }
    for case .variants(let variants) in kinds(at: parent)
    where variants.tag == path.components.last {
      return variants.types.options.map { ListedValue(text: $0.name, summary: $0.summary) }
    }
    return []
  }

  /// The sentence of the key at this path; nil if no key has one.
  package static func summary(at path: JSONPath) -> String? {
    guard let name = path.components.last, let parent = path.parent else { return nil }
    return kinds(at: parent).flatMap(\.objects).lazy.compactMap { $0[name]?.summary }.first
  }

  /// The paths outside lists whose last key an option of the command line was probably meant to be:
  /// `--batch-size` is `training.batch_size`, and `--lr` is `optimizer.learning_rate`.
  ///
  /// - Parameter option: the option's name without dashes in front.
  package static func meant(byOption option: String) -> [String] {
    let key = option.map { $0 == "-" ? "_" : String($0) }.joined()
    if all.contains(key) { return [key] }
    let exact = known.ending(in: key)
    return exact.isEmpty ? known.ending(inNameFor: key) : exact
  }

  /// Returns the path of the key that chooses among the types at a path: `optimizer.type` for
  /// `optimizer`; nil if there are no types.
  package static func typePath(at path: JSONPath) -> JSONPath? {
    for case .variants(let variants) in kinds(at: path) { return path.appending(variants.tag) }
    return nil
  }

  /// Returns a value that definitions can have at this path, the default if there is one.
  package static func sample(at path: JSONPath) -> JSONValue? {
    guard let name = path.components.last, let parent = path.parent else { return nil }
    return kinds(at: parent).flatMap(\.objects).lazy.compactMap { $0[name] }.first
      .map(KeySample.value)
  }

  private static func kinds(at path: JSONPath) -> [ValueKind] {
    path.components.reduce([.object(experimentDescription)]) { kinds, component in
      kinds.flatMap { $0.children(component) }
    }
  }

  /// Every path outside lists, in the schema's order.
  package static let all: [String] = {
    var paths: [String] = []
    collect(.object(experimentDescription), at: "", into: &paths)
    return paths
  }()

  /// The same paths, for suggestions.
  static let known = KnownPaths(all)

  private static func collect(_ kind: ValueKind, at path: String, into paths: inout [String]) {
    for object in kind.objects {
      for key in object.keys {
        let inner = path.isEmpty ? key.name : "\(path).\(key.name)"
        if !paths.contains(inner) { paths.append(inner) }
        collect(key.kind, at: inner, into: &paths)
      }
    }
  }
}

/// A value that a definition may have, with what it means.
package struct ListedValue: Hashable, Sendable {
  /// As `--set` takes it.
  package let text: String
  package let summary: String
}

/// The form of a value in a definition.
package enum ValueForm: Hashable, Sendable {
  case truth
  case number
  case text
  case list
  case object
}

extension ValueKind {
  fileprivate var forms: [ValueForm] {
    switch self {
    case .boolean: [.truth]
    case .integer, .number: [.number]
    case .text, .word, .choice, .name: [.text]
    case .size: [.number, .list]
    case .range, .list: [.list]
    case .object: [.object]
    case .variants(let variants): variants.allowsBareName ? [.object, .text] : [.object]
    case .either(let first, let second): first.forms + second.forms
    case .keyed(_, _, let other): [.object] + other.forms
    }
  }

  fileprivate var listedValues: [ListedValue] {
    switch self {
    case .boolean: ["true", "false"].map { ListedValue(text: $0, summary: "") }
    case .word(let word, let summary): [ListedValue(text: word, summary: summary ?? "")]
    case .choice(let choice):
      choice.options.map { ListedValue(text: $0.name, summary: $0.summary) }
    case .variants(let variants) where variants.allowsBareName:
      variants.types.options.map { ListedValue(text: $0.name, summary: $0.summary) }
    case .either(let first, let second): first.listedValues + second.listedValues
    default: []
    }
  }

  /// The objects that the kind allows.
  fileprivate var objects: [ObjectDescription] {
    switch self {
    case .object(let object): [object]
    case .variants(let variants): variants.objects
    case .either(let first, let second): first.objects + second.objects
    case .keyed(_, let object, let other): [object()] + other.objects
    default: []
    }
  }

  /// Returns the kinds that are allowed at a key or an index of this kind.
  fileprivate func children(_ component: String) -> [ValueKind] {
    switch self {
    case .list(let element, _, let count):
      arrayIndex(component).map { count.upperBound > $0 } == true ? [element] : []
    case .range: ["0", "1"].contains(component) ? [.integer(0...Int.max)] : []
    case .size(let range): ["0", "1"].contains(component) ? [.integer(range)] : []
    case .either(let first, let second): first.children(component) + second.children(component)
    default: objects.compactMap { $0[component]?.kind }
    }
  }
}
