import Experiments
package import JSON

/// One value of a definition, in each of the runs.
package struct DefinitionDifference: Hashable, Sendable {
  package let path: String
  /// As many as there are runs; nil where the run's definition has no such value, or it has none.
  package let values: [JSONValue?]

  /// Returns the values that are not the same in all of the definitions, sorted by path, and how
  /// many values there are in all; what says nothing about a training is left out, and so is what
  /// an imported run, which has no definition, does not say.
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
      let told = leaves.compactMap { leaves in leaves.map { $0[path] } }
      if told.allSatisfy({ $0 == told[0] }) { return nil }
      return DefinitionDifference(path: path.description, values: leaves.map { $0?[path] })
    }
    return (differing, paths.count)
  }

  /// How a person reads a value in a table.
  static func text(_ value: JSONValue?) -> String {
    guard let value else { return "-" }
    return value.string ?? value.canonicalText
  }
}

/// Whether a path stands before another: names by their bytes, layers by their number.
private func inPathOrder(_ left: JSONPath, _ right: JSONPath) -> Bool {
  for (first, second) in zip(left.components, right.components) where first != second {
    if let first = Int(first), let second = Int(second) { return first < second }
    return first.utf8.lexicographicallyPrecedes(second.utf8)
  }
  return left.components.count < right.components.count
}

extension JSONValue {
  /// A definition without what says nothing about a training.
  fileprivate var trained: JSONValue {
    guard case .object(var members) = self else { return self }
    members["description"] = nil
    members["$schema"] = nil
    return .object(members)
  }
}
