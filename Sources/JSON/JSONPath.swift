/// A path in a JSON value, as `--set` takes it: `architecture.0.out_channels`.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
  /// Keys of objects and, in decimal, indices of arrays.
  package let components: [String]

  package init(_ components: [String] = []) {
    self.components = components
  }

  /// Splits text at its dots.
  package init(_ text: String) {
    self.init(text.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
  }

  package var description: String { components.joined(separator: ".") }

  /// The path without its last component; nil for the root.
  package var parent: JSONPath? {
    components.isEmpty ? nil : JSONPath(Array(components.dropLast()))
  }

  /// The path of a member or an element.
  package func appending(_ component: String) -> JSONPath {
    JSONPath(components + [component])
  }

  /// The path of an array's element.
  package func appending(_ index: Int) -> JSONPath {
    appending(String(index))
  }
}

extension JSONValue {
  /// The value at a path; nil if there is none.
  package subscript(path path: JSONPath) -> JSONValue? {
    var value = self
    for component in path.components {
      guard let next = value.child(component) else { return nil }
      value = next
    }
    return value
  }

  private func child(_ component: String) -> JSONValue? {
    switch self {
    case .object(let members): members[component]
    case .array: arrayIndex(component).flatMap { self[$0] }
    default: nil
    }
  }
}

/// Returns the index that a path's component spells: decimal digits without sign or leading zero.
package func arrayIndex(_ component: String) -> Int? {
  guard let index = Int(component), String(index) == component, index >= 0 else { return nil }
  return index
}
