import Engine

extension DatasetConfiguration {
  /// The data set's files with their digests, without loading it.
  package var files: [DataFile] {
    switch source {
    case .mnist: MNIST.files.map(\.dataFile)
    }
  }

  /// The digest of all data files in one, as run keys and checkpoints use it; see
  /// `combinedSHA256` of `[DataFile]`.
  package var dataSHA256: String { files.combinedSHA256 }

  /// Loads the chosen examples.
  ///
  /// The shipped digits are part of the program and addressed by constant digests, which
  /// `swift test` compares with the embedded files (`EmbeddedFile.verified`); so only what the
  /// subset reaches is inflated here, and nothing is hashed again.
  package func load() throws(DatasetError) -> LoadedDataset {
    let description = try describe()
    let trainCount = max(description.train.upperBound, description.validation?.upperBound ?? 0)
    let train: IDXExamples
    let test: IDXExamples
    switch source {
    case .mnist:
      train = try MNIST.train(trainCount)
      test = try MNIST.test(description.test.upperBound)
    }
    let table = try table(of: train.images, range: description.train)
    func exampleSet(_ range: Range<Int>, of examples: IDXExamples) -> ExampleSet {
      ExampleSet(
        images: ByteImages(
          bytes: examples.images.bytes, offset: examples.images.offset,
          rawShape: description.rawShape, padding: padding, table: table),
        indices: Array(range), targets: .classes(Array(examples.labels[range])))
    }
    return LoadedDataset(
      train: exampleSet(description.train, of: train),
      validation: description.validation.map { exampleSet($0, of: train) },
      test: exampleSet(description.test, of: test),
      classCount: description.classCount, files: files)
  }

  /// The values of the 256 bytes, from the training subset for `standard`.
  private func table(
    of images: IDXFile, range: Range<Int>
  ) throws(DatasetError) -> NormalizationTable {
    switch normalization {
    case .unit: return .unit
    case .standard:
      let size = images.header.exampleSize
      let pixels = images.bytes.span.extracting(
        images.offset + range.lowerBound * size..<images.offset + range.upperBound * size)
      guard let table = NormalizationTable.standard(of: ByteHistogram(pixels)) else {
        throw .nothingToStandardize(train: range)
      }
      return table
    }
  }
}

/// The first images of a part and all its labels.
struct IDXExamples {
  let images: IDXFile
  let labels: [UInt8]
}

extension MNIST {
  /// The first `count` training examples.
  static func train(_ count: Int) throws(DatasetError) -> IDXExamples {
    try examples(
      images: trainImages, labels: trainLabels, partCount: layout.trainCount, count: count)
  }

  /// The first `count` test examples.
  static func test(_ count: Int) throws(DatasetError) -> IDXExamples {
    try examples(images: testImages, labels: testLabels, partCount: layout.testCount, count: count)
  }

  private static func examples(
    images: EmbeddedFile, labels: EmbeddedFile, partCount: Int, count: Int
  ) throws(DatasetError) -> IDXExamples {
    IDXExamples(
      images: try images.reading { contents throws(FileProblem) in
        try IDXFile.images(
          contents, count: partCount, height: layout.height, width: layout.width, prefix: count)
      },
      labels: try labels.reading { contents throws(FileProblem) in
        try IDXFile.labels(contents, count: partCount, classCount: layout.classCount)
      })
  }
}
