import Engine
import Files

/// The chosen examples in memory, ready to be gathered into batches.
package struct LoadedDataset: Sendable {
  package let train: ExampleSet
  package let validation: ExampleSet?
  package let test: ExampleSet
  /// What was done to the examples' values.
  package let scaling: ExampleScaling
  /// What is to be learnt.
  package let target: DatasetTarget
  /// The files the examples came from.
  package let files: [DataFile]

  /// `files`' digests in one; see `DatasetConfiguration.dataSHA256()`.
  package var dataSHA256: String { files.combinedSHA256 }
}

/// How stored values become the network's: with `standard`, by figures of a training subset.
package enum ExampleScaling: Sendable {
  case images(NormalizationTable)
  /// Of a table's columns; nil: they are taken as they are.
  case columns(ColumnScaling?)
}

/// A data file's name and content, whatever the folder and compression it came in.
package struct DataFile: Hashable, Sendable {
  /// Without folder and `.gz`: `train-images-idx3-ubyte`.
  package let name: String
  /// Of the uncompressed bytes, 64 hex digits.
  package let sha256: String

  package init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }

  /// Names what the file has.
  init(name: String, hashing bytes: [UInt8]) {
    self.init(name: name, sha256: SHA256.hash(bytes).description)
  }

  /// Checks that `bytes`, uncompressed, are this file's.
  ///
  /// - Throws: a `DataFileProblem` where they are not: what they are, or else their digest.
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
  /// One digest for all files, 64 hex digits: the SHA-256 of one line a file,
  /// `<sha256>  <name>` and a line feed, in their order — what
  /// `sha256sum train-images-idx3-ubyte … | sha256sum` prints.
  package var combinedSHA256: String {
    let lines = map { "\($0.sha256)  \($0.name)\n" }.joined()
    return SHA256.hash([UInt8](lines.utf8)).description
  }
}
