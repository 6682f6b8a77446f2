package import JSON

/// One value of a definition, as `--set` takes it.
package struct ExperimentSetting: Hashable, Sendable {
  package let path: JSONPath
  /// `null` where an optional value is not set.
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
    case (.list(.variants(let element), _, _), .array(let elements)?):
      for (index, inner) in elements.enumerated() {
        collect(.variants(element), of: inner, at: path.appending(index), into: &found)
      }
    case (.variants(let variants), .object(let members)?):
      guard let object = variants[members[variants.tag]?.string ?? ""] else {
        preconditionFailure("an unchecked definition")
      }
      collect(object, of: .object(members), at: path, into: &found)
    default:
      found.append(
        ExperimentSetting(
          path: path, value: value ?? .null, isDefault: value == nil || defaults.contains(path)))
    }
  }
}
