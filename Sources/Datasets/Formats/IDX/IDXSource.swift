import Engine

/// One or two pairs of IDX files of any type, plain or gzipped; paths as definitions give them.
package struct IDXSource: Hashable, Sendable {
  package var trainImages: String
  package var trainLabels: String
  /// nil, as the labels: all examples are of one part.
  package var testImages: String?
  package var testLabels: String?
  /// Labels are below it, at most 65,536.
  package var classCount: Int

  package init(
    trainImages: String, trainLabels: String, testImages: String?, testLabels: String?,
    classCount: Int = 10
  ) {
    precondition((1...DatasetTarget.maximumClasses).contains(classCount))
    self.trainImages = trainImages
    self.trainLabels = trainLabels
    self.testImages = testImages
    self.testLabels = testLabels
    self.classCount = classCount
  }
}

extension IDXSource: DatasetFormat {
  package var name: String { "idx" }
  package var hasClasses: Bool { true }
  package var needsDataFiles: Bool { true }
  package var facts: DatasetFacts? {
    DatasetFacts(
      target: .classes(classCount), holdsPictures: true, isOnePart: testImages == nil)
  }
  package var ownTestAdvice: String {
    "name a test part in dataset.files: \"test_images\": \"FILE\", \"test_labels\": \"FILE\""
  }

  package func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    guard (testImages == nil) == (testLabels == nil) else {
      throw .halfTestPart(missing: testImages == nil ? "test_images" : "test_labels")
    }
    if let reader = try openArrays(places) { return reader }
    return try IDXReader(self, places: places)
  }

  package static func forgetFiles() {
    OpenedFile<IDXFile>.forget()
    forgetArrays()
  }
}

/// Reads pairs of IDX files: the headers of the images at first, all of them later.
struct IDXReader: DatasetReader {
  private let source: IDXSource
  private let places: DataSearchPaths
  let layout: DatasetLayout

  init(_ source: IDXSource, places: DataSearchPaths) throws(DatasetError) {
    self.source = source
    self.places = places
    let train = try OpenedFile<IDXFile>.header(source.trainImages, places: places)
    var testCount = 0
    if let path = source.testImages {
      let test = try OpenedFile<IDXFile>.header(path, places: places)
      guard test.exampleDimensions == train.exampleDimensions else {
        throw .file(
          path, .exampleShape(found: test.exampleDimensions, expected: train.exampleDimensions))
      }
      testCount = test.exampleCount
    }
    layout = DatasetLayout(
      rawShape: Shape(1, train.exampleDimensions[0], train.exampleDimensions[1]),
      trainCount: train.exampleCount, testCount: testCount)
  }

  func files() throws(DatasetError) -> [DataFile] {
    try read(trainRange: 0..<layout.trainCount, testRange: 0..<layout.testCount).files
  }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let train = try part(
      images: source.trainImages, labels: source.trainLabels, count: layout.trainCount)
    guard let images = source.testImages, let labels = source.testLabels else {
      return DatasetContent(train: train.part, test: train.part, files: train.files)
    }
    let test = try part(images: images, labels: labels, count: layout.testCount)
    return DatasetContent(
      train: train.part, test: test.part, files: train.files + test.files)
  }

  private func part(
    images: String, labels: String, count: Int
  ) throws(DatasetError) -> (part: DatasetPart, files: [DataFile]) {
    let dimensions = layout.rawShape.dimensions
    let imageFile = try OpenedFile<IDXFile>.open(images, rank: 3, places: places)
    try reading(images) { () throws(DataFileProblem) in
      try imageFile.file.check(count: count, height: dimensions[1], width: dimensions[2])
    }
    let labelFile = try OpenedFile<IDXFile>.open(labels, rank: 1, places: places)
    let classes = try reading(labels) { () throws(DataFileProblem) in
      try IDXFile.labels(labelFile.file.bytes.span, count: count, classCount: source.classCount)
    }
    return (
      DatasetPart(
        values: .images(imageFile.file.bytes, offset: imageFile.file.offset),
        targets: .classes(classes)),
      [imageFile.dataFile, labelFile.dataFile]
    )
  }
}
