package import Experiments

/// One value of a definition, in each of the runs.
package struct DefinitionDifference: Hashable, Sendable {
  package let path: String
  /// As many as there are runs; nil where the run's definition has no such value.
  package let values: [JSONValue?]

  /// Returns the values that are not the same in all of the definitions, sorted by path, and how
  /// many values there are in all; what says nothing about a training is left out.
  package static func differences(
    among definitions: [JSONValue]
  ) -> (differing: [DefinitionDifference], total: Int) {
    let leaves = definitions.map { definition in
      Dictionary(definition.leaves(at: ""), uniquingKeysWith: { first, _ in first })
    }
    let paths = Set(leaves.flatMap(\.keys)).subtracting(["description", "$schema"])
    let differing = paths.sorted(by: inPathOrder).compactMap { path in
      let values = leaves.map { $0[path] }
      return values.allSatisfy { $0 == values[0] }
        ? nil : DefinitionDifference(path: path, values: values)
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
package func inPathOrder(_ left: String, _ right: String) -> Bool {
  for (first, second) in zip(left.split(separator: "."), right.split(separator: "."))
  where first != second {
    if let first = Int(first), let second = Int(second) { return first < second }
    return first < second
  }
  return left.utf8.count < right.utf8.count
}

extension JSONValue {
  /// The scalars and the arrays of scalars inside, each with its path as `--set` takes it.
  package func leaves(at path: String) -> [(String, JSONValue)] {
    func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch self {
    case .object(let members) where !members.isEmpty:
      return members.flatMap { $0.value.leaves(at: inner($0.key)) }
    case .array(let elements) where elements.contains(where: { $0.object != nil }):
      return elements.enumerated().flatMap { $0.element.leaves(at: inner(String($0.offset))) }
    default:
      return [(path, self)]
    }
  }
}
