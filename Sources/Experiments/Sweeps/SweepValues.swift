import Files
package import JSON

/// The settings of a point of a sweep, and their values: an object whose keys are paths.
package struct SweepValues: Hashable, Sendable {
  /// In ascending order of the paths' bytes.
  package let settings: [Setting]

  package struct Setting: Hashable, Sendable {
    package let path: String
    package let value: JSONValue
  }

  package init(_ settings: [(path: String, value: JSONValue)]) {
    self.settings = settings.map { Setting(path: $0.path, value: $0.value) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  package init(_ members: [String: JSONValue]) {
    self.init(members.map { ($0.key, $0.value) })
  }

  /// `{"optimizer.learning_rate": 0.1}`.
  package var json: JSONValue {
    .object(Dictionary(uniqueKeysWithValues: settings.map { ($0.path, $0.value) }))
  }

  /// SHA-256 over the canonical JSON text, as 64 hex digits.
  package var digest: String { SHA256.hash(Array(json.canonicalText.utf8)).description }

  package subscript(_ path: String) -> JSONValue? {
    settings.first { $0.path == path }?.value
  }

  /// The overrides that turn the base into this point.
  package var overrides: [DefinitionOverride] {
    settings.map { .set(JSONPath($0.path), to: $0.value) }
  }

  /// The values of both; no path is in both.
  package func joined(_ other: SweepValues) -> SweepValues {
    SweepValues((settings + other.settings).map { ($0.path, $0.value) })
  }
}
