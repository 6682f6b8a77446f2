import CMNIST
import Engine

/// The digits inside the binary (Sources/CMNIST/README.md has credit and licence).
package enum MNIST {
  static let layout = DatasetLayout(
    rawShape: Shape(1, 28, 28), trainCount: 60000, testCount: 10000)

  package static let trainImages = EmbeddedFile(
    name: "train-images-idx3-ubyte",
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    file: cmnist_train_images)
  package static let trainLabels = EmbeddedFile(
    name: "train-labels-idx1-ubyte",
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    file: cmnist_train_labels)
  package static let testImages = EmbeddedFile(
    name: "t10k-images-idx3-ubyte",
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    file: cmnist_test_images)
  package static let testLabels = EmbeddedFile(
    name: "t10k-labels-idx1-ubyte",
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    file: cmnist_test_labels)

  /// All four, in the order of their combined digest.
  package static let files = [trainImages, trainLabels, testImages, testLabels]
}

/// A gzipped IDX file inside the binary.
package struct EmbeddedFile: Sendable {
  /// The published name and the digest.
  package let dataFile: DataFile
  private let file: @Sendable () -> cmnist_file

  init(name: String, sha256: String, file: @escaping @Sendable () -> cmnist_file) {
    self.dataFile = DataFile(name: name, sha256: sha256)
    self.file = file
  }

  /// The file's name as errors print it.
  package var name: String { dataFile.name + ".gz" }

  /// Gzipped.
  package var byteCount: Int { contents.count }

  /// The gzipped bytes, constants of the program.
  var contents: Span<UInt8> {
    @_lifetime(immortal)
    get {
      let file = file()
      let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
      return _overrideLifetime(Span(_unsafeElements: bytes), copying: ())
    }
  }

  /// Inflates the whole file and proves that it is the published one.
  ///
  /// - Returns: the uncompressed bytes, header included.
  package func verified() throws(DatasetError) -> [UInt8] {
    try reading { contents throws(DataFileProblem) in
      let bytes = try inflateGzip(contents, limit: IDXFile.limit).bytes
      try dataFile.verify(bytes)
      return bytes
    }
  }

  /// Finds the members of the gzip stream.
  package func members() throws(DatasetError) -> [GzipMember] {
    try reading { contents throws(DataFileProblem) in try GzipMember.all(of: contents) }
  }

  /// Reads the gzipped bytes. An error that `body` throws gets the name of the file.
  func reading<Result>(
    _ body: (Span<UInt8>) throws(DataFileProblem) -> Result
  ) throws(DatasetError) -> Result {
    do throws(DataFileProblem) { return try body(contents) } catch { throw .file(name, error) }
  }
}
