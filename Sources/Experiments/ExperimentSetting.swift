package import JSON

/// One value of a definition, as `--set` takes it.
package struct ExperimentSetting: Hashable, Sendable {
  package let path: JSONPath
  /// `null` if an optional value is not set.
  package let value: JSONValue
  /// Whether the definition leaves it out.
  package let isDefault: Bool
}

extension ResolvedExperiment {
  /// Every value that can be set, in the order of the definition's description; optional ones that
  /// are not set too.
  package var settings: [ExperimentSetting] {
    var found: [ExperimentSetting] = []
    collect(experimentDescription, of: definition, at: JSONPath(), into: &found)
    return found
  }

  private func collect(
    _ object: ObjectDescription, of value: JSONValue, at path: JSONPath,
    into found: inout [ExperimentSetting]
  ) {
    for key in object.keys where key.name != "$schema" && key.name != "extends" {
      let inner = path.appending(key.name)
      if let implied = key.implied, value[key.name] == nil {
        found.append(ExperimentSetting(path: inner, value: implied, isDefault: true))
      } else {
        collect(key.kind, of: value[key.name], at: inner, into: &found)
      }
    }
  }

  private func collect(
    _ kind: ValueKind, of value: JSONValue?, at path: JSONPath,
    into found: inout [ExperimentSetting]
  ) {
    switch (kind, value) {
    case (.object(let object), let value?):
      collect(object, of: value, at: path, into: &found)
    case (.list(.keyed(let key, let object, let other), _, _), .array(let elements)?):
      for (index, inner) in elements.enumerated() {
        let kind = inner[key] == nil ? other : .object(object())
        collect(
          kind.withoutAbsentKeys(of: inner), of: inner, at: path.appending(index), into: &found)
      }
    case (.variants(let variants), .object(let members)?):
      guard let object = variants[members[variants.tag]?.string ?? ""] else {
        preconditionFailure("an unchecked definition")
      }
      collect(object, of: .object(members), at: path, into: &found)
    default:
      found.append(
        ExperimentSetting(
          path: path, value: value ?? .null,
          isDefault: value == nil || defaults.contains(path)))
    }
  }
}

extension ValueKind {
  /// The same kind without the optional keys that `value` does not have. Each layer has some, and few
  /// layers use them.
  fileprivate func withoutAbsentKeys(of value: JSONValue) -> ValueKind {
    guard case .variants(var variants) = self else { return self }
    for index in variants.objects.indices {
      variants.objects[index].keys.removeAll { $0.mayBeNull && value[$0.name] == nil }
    }
    return .variants(variants)
  }
}
