/// Reads the digits inside the binary.
struct MNISTReader: DatasetReader {
  var layout: DatasetLayout { MNIST.layout }

  func files() -> [DataFile] { MNIST.files.map(\.dataFile) }

  func read(trainCount: Int, testCount: Int) throws(DatasetError) -> DatasetContent {
    DatasetContent(
      train: try part(
        images: MNIST.trainImages, labels: MNIST.trainLabels, count: layout.trainCount,
        prefix: trainCount),
      test: try part(
        images: MNIST.testImages, labels: MNIST.testLabels, count: layout.testCount,
        prefix: testCount),
      files: files())
  }

  /// Only the first `prefix` images, and all labels.
  private func part(
    images: EmbeddedFile, labels: EmbeddedFile, count: Int, prefix: Int
  ) throws(DatasetError) -> DatasetPart {
    let imageFile = try images.reading { contents throws(FileProblem) in
      try IDXFile.images(contents, count: count, height: 28, width: 28, prefix: prefix)
    }
    let classes = try labels.reading { contents throws(FileProblem) in
      try IDXFile.labels(contents, count: count, classCount: 10)
    }
    return DatasetPart(
      values: .images(imageFile.bytes, offset: imageFile.offset), targets: .classes(classes))
  }
}
