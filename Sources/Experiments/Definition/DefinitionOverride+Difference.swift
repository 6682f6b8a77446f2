package import JSON

extension DefinitionOverride {
  /// Returns the shortest overrides that turn one resolved definition into another: single values,
  /// and a whole object if its `type` changes, without the values that defaults fill in.
  /// Descriptions are ignored.
  ///
  /// - Parameter resolve: resolves the base with overrides; returns nil if they are invalid.
  /// - Returns: nil if no overrides have this effect.
  package static func turning(
    _ base: JSONValue, into target: JSONValue, resolve: ([DefinitionOverride]) -> JSONValue?
  ) -> [DefinitionOverride]? {
    let target = target.describedAs(base)
    var found = differences(base, target, at: JSONPath())
    guard resolve(found)?.describedAs(base) == target else { return nil }
    // A range that resolving fills in follows from the files.
    for index in found.indices.reversed() where found.count > 1 {
      var fewer = found
      fewer.remove(at: index)
      if resolve(fewer)?.describedAs(base) == target { found = fewer }
    }
    for index in found.indices {
      for member in found[index].value.members {
        var shorter = found
        shorter[index] = override(found[index].path, found[index].value.without(member[...]))
        if resolve(shorter)?.describedAs(base) == target { found = shorter }
      }
    }
    return found
  }

  private static func differences(
    _ base: JSONValue, _ target: JSONValue, at path: JSONPath
  ) -> [DefinitionOverride] {
    if base == target { return [] }
    switch (base, target) {
    case (.object(let old), .object(let new)) where old["type"] == new["type"]:
      return Set(old.keys).union(new.keys).sorted().flatMap { key -> [DefinitionOverride] in
        let place = path.appending(key)
        // An optional value that is missing is null.
        guard let before = old[key] else { return [override(place, new[key] ?? .null)] }
        return differences(before, new[key] ?? .null, at: place)
      }
    case (.array(let old), .array(let new))
    where old.count == new.count && (old + new).allSatisfy({ $0.object != nil }):
      return old.indices.flatMap { differences(old[$0], new[$0], at: path.appending($0)) }
    default: return [override(path, target)]
    }
  }

  /// Returns the override as a person would type it.
  private static func override(_ path: JSONPath, _ value: JSONValue) -> DefinitionOverride {
    switch (path.description, value.int) {
    case ("seed", let seed?): .seed(seed)
    case ("training.epochs", let epochs?): .epochs(epochs)
    default: .set(path, to: value)
    }
  }
}

extension JSONValue {
  /// The paths of an object's members, except its type, or of those of a list's objects.
  fileprivate var members: [[String]] {
    switch self {
    case .object(let members): members.keys.sorted().filter { $0 != "type" }.map { [$0] }
    case .array(let elements):
      elements.enumerated().flatMap { index, element in
        element.object == nil ? [] : element.members.map { [String(index)] + $0 }
      }
    default: []
    }
  }

  /// Returns the value without the member at a path.
  fileprivate func without(_ place: ArraySlice<String>) -> JSONValue {
    switch self {
    case .object(var members):
      members[place[place.startIndex]] = nil
      return .object(members)
    case .array(var elements):
      guard let index = Int(place[place.startIndex]) else { return self }
      elements[index] = elements[index].without(place.dropFirst())
      return .array(elements)
    default: return self
    }
  }

  /// Returns the definition with the description of another.
  fileprivate func describedAs(_ other: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    for key in ["description", "$schema"] { members[key] = other[key] }
    return .object(members)
  }
}
