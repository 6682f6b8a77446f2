extension JSONValue {
  /// The parts that a reader sees as one value, with their paths, sorted by key bytes and index:
  /// everything but objects and lists that hold objects or lists. `dataset.subset.test` is one:
  /// `[8000,10000]`.
  package var leaves: [(path: JSONPath, value: JSONValue)] {
    var found: [(path: JSONPath, value: JSONValue)] = []
    collectLeaves(at: JSONPath(), into: &found)
    return found
  }

  private func collectLeaves(
    at path: JSONPath, into found: inout [(path: JSONPath, value: JSONValue)]
  ) {
    switch self {
    case .object(let members) where !members.isEmpty:
      for (key, member) in members.sortedByKey {
        member.collectLeaves(at: path.appending(key), into: &found)
      }
    case .array(let elements) where elements.contains { $0.object != nil || $0.array != nil }:
      for (index, element) in elements.enumerated() {
        element.collectLeaves(at: path.appending(index), into: &found)
      }
    default:
      found.append((path, self))
    }
  }
}
