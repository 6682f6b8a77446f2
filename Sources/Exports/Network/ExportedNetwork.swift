/// A run's network in the form of another tool.
package struct ExportedNetwork: Sendable {
  /// A file of the export. The only one has no name.
  package struct File: Sendable {
    package let name: String?
    package let bytes: [UInt8]
  }

  package let files: [File]
  /// What it takes: `image, float32 [N, 1, 28, 28]: pixels from 0 to 255`.
  package let takes: String
  /// What it gives: `probabilities, float32 [N, 10]: one for each class`.
  package let gives: String
  /// What a person has to do beforehand, one sentence each.
  package let notes: [String]
}

/// How a network is exported.
package struct NetworkExportSettings: Sendable {
  /// The type of the numbers that the network takes.
  package enum InputType: String, Hashable, Sendable, CaseIterable {
    case float32
    case uint8
  }

  package var inputType = InputType.float32
  /// Whether raw numbers become those of the first layer inside; if not, the caller prepares them.
  package var hasPreprocessing = true
  /// The program's version.
  package var version: String

  package init(version: String) {
    self.version = version
  }
}
