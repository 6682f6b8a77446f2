import Engine
import Files

/// The chosen examples in memory, ready to be gathered into batches.
package struct LoadedDataset: Sendable {
  package let train: ExampleSet
  package let validation: ExampleSet?
  package let test: ExampleSet
  /// How stored examples became numbers.
  package let encoding: ExampleEncoding
  /// What every example has in common besides its shape.
  package let facts: DatasetFacts
  /// The columns of a table that are learnt from; empty for other data.
  package let inputColumns: [LearntEncoding.Column]
  /// The files that the examples come from.
  package let files: [DataFile]

  /// Whether the test part judges. Without one, validation does.
  package var hasTest: Bool { test.count > 0 }

  /// What is learnt.
  package var target: DatasetTarget { facts.target }

  /// The digests of `files` in one; see `DatasetConfiguration.dataSHA256()`.
  package var dataSHA256: String { files.combinedSHA256 }
}

/// How stored examples become the network's numbers, as the training part taught it.
package struct ExampleEncoding: Hashable, Sendable {
  /// Classes and columns; nil if there was nothing to learn.
  package var learnt: LearntEncoding?
  package var scaling: ExampleScaling
  /// The scaling of the values that are learnt; nil if they are as in the file.
  package var targets: ColumnScaling?

  package init(
    learnt: LearntEncoding? = nil, scaling: ExampleScaling, targets: ColumnScaling? = nil
  ) {
    self.learnt = learnt
    self.scaling = scaling
    self.targets = targets
  }

  /// Returns values in the units of the data, from the scaled values that the network predicts.
  package func inFileUnits(_ outputs: [Float]) -> [Float] {
    guard let targets, targets.means.count == outputs.count else { return outputs }
    return outputs.indices.map { targets.unscaled(outputs[$0], $0) }
  }
}

/// The scaling of stored values to the network's; with `standard`, by statistics of a training
/// subset.
package enum ExampleScaling: Hashable, Sendable {
  /// One table for all channels, or one for each.
  case images([NormalizationTable])
  /// The scaling of a table's columns; nil to leave them unchanged.
  case columns(ColumnScaling?)
}

/// The name and content of a data file, independent of folder and compression.
package struct DataFile: Hashable, Sendable {
  /// The name without folder and `.gz`: `train-images-idx3-ubyte`.
  package let name: String
  /// The digest of the uncompressed bytes, 64 hex digits.
  package let sha256: String

  package init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }

  /// Hashes the content of the file.
  init(name: String, hashing bytes: [UInt8]) {
    self.init(name: name, sha256: SHA256.hash(bytes).description)
  }

  /// Checks that the uncompressed `bytes` are those of this file.
  ///
  /// - Throws: a `DataFileProblem` if they are not, with what they are, or else with their digest.
  package func verify(_ bytes: [UInt8]) throws(DataFileProblem) {
    let found = SHA256.hash(bytes).description
    guard found != sha256 else { return }
    if let format = FileFormat(startingWith: bytes.span), format != .idx {
      throw .format(format, expected: "the published file")
    }
    throw .digest(found: found, expected: sha256)
  }
}

extension [DataFile] {
  /// One digest for all files, 64 hex digits: the SHA-256 of one line per file, `<sha256>  <name>`
  /// and a line feed, in their order, as `sha256sum train-images-idx3-ubyte … | sha256sum` prints
  /// it.
  package var combinedSHA256: String {
    let lines = map { "\($0.sha256)  \($0.name)\n" }.joined()
    return SHA256.hash([UInt8](lines.utf8)).description
  }
}
