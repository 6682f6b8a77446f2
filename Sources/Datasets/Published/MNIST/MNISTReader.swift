import Engine

/// The digits inside the binary, as a data set.
struct MNISTSource: DatasetFormat {
  var name: String { "mnist" }
  var hasClasses: Bool { true }
  var needsDataFiles: Bool { false }
  var facts: DatasetFacts? { DatasetFacts(target: .classes(10), holdsPictures: true) }

  func open(_ places: DataSearchPaths) -> any DatasetReader { MNISTReader() }
}

/// Reads the digits inside the binary.
struct MNISTReader: DatasetReader {
  var layout: DatasetLayout { MNIST.layout }

  func files() -> [DataFile] { MNIST.files.map(\.dataFile) }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    DatasetContent(
      train: try part(
        images: MNIST.trainImages, labels: MNIST.trainLabels, count: layout.trainCount,
        needed: trainRange),
      test: try part(
        images: MNIST.testImages, labels: MNIST.testLabels, count: layout.testCount,
        needed: testRange),
      files: files())
  }

  /// Inflates only the members of the gzip stream that hold the requested images, and all labels.
  private func part(
    images: EmbeddedFile, labels: EmbeddedFile, count: Int, needed: Range<Int>
  ) throws(DatasetError) -> DatasetPart {
    let size = layout.rawShape.count
    let header = IDXHeader.size(rank: 3)
    let places = header + needed.lowerBound * size..<header + needed.upperBound * size
    let members = try images.members().filter { $0.inflated.overlaps(places) }
    let bytes = try images.reading { contents throws(DataFileProblem) in
      try inflate(members, of: contents)
    }
    let classes = try labels.reading { contents throws(DataFileProblem) in
      try IDXFile.labels(contents, count: count, classCount: 10)
    }
    return DatasetPart(
      values: .images(bytes, offset: header - (members.first?.inflated.lowerBound ?? 0)),
      targets: .classes(classes))
  }
}
