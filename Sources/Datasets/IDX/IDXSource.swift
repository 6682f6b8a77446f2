import Engine

/// Two pairs of IDX files, plain or gzipped; paths as definitions give them.
package struct IDXSource: Hashable, Sendable {
  package var trainImages: String
  package var trainLabels: String
  package var testImages: String
  package var testLabels: String
  /// Labels are below it, at most 256.
  package var classCount: Int

  package init(
    trainImages: String, trainLabels: String, testImages: String, testLabels: String,
    classCount: Int = 10
  ) {
    precondition((1...256).contains(classCount))
    self.trainImages = trainImages
    self.trainLabels = trainLabels
    self.testImages = testImages
    self.testLabels = testLabels
    self.classCount = classCount
  }
}

/// Reads pairs of IDX files: the headers of the images at first, all of them later.
struct IDXReader: DatasetReader {
  private let source: IDXSource
  private let places: DataPlaces
  let layout: DatasetLayout

  init(_ source: IDXSource, places: DataPlaces) throws(DatasetError) {
    self.source = source
    self.places = places
    let train = try Self.header(source.trainImages, places)
    let test = try Self.header(source.testImages, places)
    guard test.exampleDimensions == train.exampleDimensions else {
      throw .file(
        source.testImages,
        .exampleShape(found: test.exampleDimensions, expected: train.exampleDimensions))
    }
    layout = DatasetLayout(
      rawShape: Shape(1, train.exampleDimensions[0], train.exampleDimensions[1]),
      trainCount: train.exampleCount, testCount: test.exampleCount,
      target: .classes(source.classCount))
  }

  func files() throws(DatasetError) -> [DataFile] {
    try read(trainRange: 0..<layout.trainCount, testRange: 0..<layout.testCount).files
  }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let train = try part(
      images: source.trainImages, labels: source.trainLabels, count: layout.trainCount)
    let test = try part(
      images: source.testImages, labels: source.testLabels, count: layout.testCount)
    return DatasetContent(
      train: train.part, test: test.part, files: train.files + test.files)
  }

  private func part(
    images: String, labels: String, count: Int
  ) throws(DatasetError) -> (part: DatasetPart, files: [DataFile]) {
    let imageFile = try reading(images) { () throws(FileProblem) in
      let dimensions = layout.rawShape.dimensions
      let contents = try readDataFile(places.path(of: images), limit: Self.limit)
      return try IDXFile.images(
        contents.span, count: count, height: dimensions[1], width: dimensions[2])
    }
    let labelFile = try reading(labels) { () throws(FileProblem) in
      let contents = try readDataFile(places.path(of: labels), limit: Self.limit)
      return try IDXFile(contents.span, rank: 1)
    }
    let classes = try reading(labels) { () throws(FileProblem) in
      try IDXFile.labels(labelFile.bytes.span, count: count, classCount: source.classCount)
    }
    return (
      DatasetPart(
        values: .images(imageFile.bytes, offset: imageFile.offset), targets: .classes(classes)),
      [
        DataFile(name: dataFileName(images), hashing: imageFile.bytes),
        DataFile(name: dataFileName(labels), hashing: labelFile.bytes),
      ]
    )
  }

  /// Reads a file's beginning: more than its header takes, gzipped with a long name or not.
  private static func header(
    _ path: String, _ places: DataPlaces
  ) throws(DatasetError) -> IDXHeader {
    try reading(path) { () throws(FileProblem) in
      let start = try readDataFile(places.path(of: path), limit: limit, prefix: 1 << 17)
      let bytes =
        isGzip(start.span)
        ? try inflateGzip(start.span, limit: FileFormat.length).bytes : start
      let header = try IDXHeader(bytes.span, rank: 3, limit: IDXFile.limit)
      guard header.exampleSize > 0 else {
        throw .exampleShape(found: header.exampleDimensions, expected: [28, 28])
      }
      return header
    }
  }

  /// A header and the most that may follow it.
  private static let limit = IDXFile.limit + 16
}
