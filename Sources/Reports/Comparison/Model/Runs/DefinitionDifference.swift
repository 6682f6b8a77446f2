import Experiments
package import JSON

/// A value of the definition that is not the same in all runs.
package struct DefinitionDifference: Hashable, Sendable {
  package let path: String
  /// The value of each run; nil if its definition lacks the value, or if it has no definition.
  package let values: [JSONValue?]

  /// Returns the values that are not the same in all definitions, sorted by path, and the number of
  /// all values.
  ///
  /// `description` and `$schema` do not count, because they do not affect training. An imported run
  /// has no definition and differs from none.
  package static func differences(
    among definitions: [JSONValue?]
  ) -> (differing: [DefinitionDifference], total: Int) {
    let leaves = definitions.map { definition in
      (definition?.trained.leaves).map { leaves in
        Dictionary(uniqueKeysWithValues: leaves.map { ($0.path, $0.value) })
      }
    }
    let paths = Set(leaves.flatMap { $0.map { Array($0.keys) } ?? [] }).sorted(by: inPathOrder)
    let differing = paths.compactMap { path -> DefinitionDifference? in
      let known = leaves.compactMap { leaves in leaves.map { $0[path] } }
      if known.allSatisfy({ $0 == known[0] }) { return nil }
      return DefinitionDifference(path: path.description, values: leaves.map { $0?[path] })
    }
    return (differing, paths.count)
  }
}

/// Whether a path is sorted before another: names by their bytes, layers by their number.
private func inPathOrder(_ left: JSONPath, _ right: JSONPath) -> Bool {
  for (first, second) in zip(left.components, right.components) where first != second {
    if let first = Int(first), let second = Int(second) { return first < second }
    return first.utf8.lexicographicallyPrecedes(second.utf8)
  }
  return left.components.count < right.components.count
}

extension JSONValue {
  /// The definition without the values that do not affect training.
  fileprivate var trained: JSONValue {
    guard case .object(var members) = self else { return self }
    members["description"] = nil
    members["$schema"] = nil
    return .object(members)
  }
}
