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
    case .map: [.object]
    case .any: [.truth, .number, .text, .list, .object]
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
