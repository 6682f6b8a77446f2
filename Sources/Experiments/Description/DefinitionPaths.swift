/// Which places a definition can have, for those who ask about definitions of many kinds at once.
package enum DefinitionPaths {
  /// Whether some definition can have a value at this path.
  package static func contains(_ path: JSONPath) -> Bool {
    var kinds: [ValueKind] = [.object(experimentDescription)]
    for component in path.components {
      kinds = kinds.flatMap { $0.children(component) }
      if kinds.isEmpty { return false }
    }
    return !path.components.isEmpty
  }

  /// Every path outside lists, in the schema's order.
  package static let all: [String] = {
    var paths: [String] = []
    collect(.object(experimentDescription), at: "", into: &paths)
    return paths
  }()

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

extension ValueKind {
  /// The objects that can stand here.
  fileprivate var objects: [ObjectDescription] {
    switch self {
    case .object(let object): [object]
    case .variants(let variants): variants.objects
    case .either(let first, let second): first.objects + second.objects
    default: []
    }
  }

  /// What can stand at a key or an index of what stands here.
  fileprivate func children(_ component: String) -> [ValueKind] {
    switch self {
    case .list(let element, _, let count):
      arrayIndex(component).map { count.upperBound > $0 } == true ? [element] : []
    case .range: ["0", "1"].contains(component) ? [.integer(0...Int.max)] : []
    case .either(let first, let second): first.children(component) + second.children(component)
    default: objects.compactMap { $0[component]?.kind }
    }
  }
}
