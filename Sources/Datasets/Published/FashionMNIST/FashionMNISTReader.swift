import Files

/// Fashion-MNIST as a data set.
struct FashionMNISTSource: DatasetFormat {
  var name: String { FashionMNIST.name }
  var hasClasses: Bool { true }
  var needsDataFiles: Bool { false }
  var facts: DatasetFacts? {
    DatasetFacts(target: .classes(10), classNames: FashionMNIST.classNames, holdsPictures: true)
  }

  func open(_ places: DataSearchPaths) -> any DatasetReader { FashionMNISTReader(places: places) }

  static func forgetFiles() { FashionMNISTReader.forget() }
}

/// Reads Fashion-MNIST from the folder that has it.
struct FashionMNISTReader: DatasetReader {
  let places: DataSearchPaths

  var layout: DatasetLayout { FashionMNIST.layout }

  /// The files with their published digests; reading them verifies these.
  func files() -> [DataFile] { FashionMNIST.files.map(\.dataFile) }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    guard let folder = FashionMNIST.published.folder(places) else {
      throw FashionMNIST.published.missing(places)
    }
    let files = FashionMNIST.files
    return DatasetContent(
      train: try part(images: files[0], labels: files[1], count: layout.trainCount, in: folder),
      test: try part(images: files[2], labels: files[3], count: layout.testCount, in: folder),
      files: self.files())
  }

  private func part(
    images: PublishedFile, labels: PublishedFile, count: Int, in folder: String
  ) throws(DatasetError) -> DatasetPart {
    guard let imagePath = images.path(in: folder), let labelPath = labels.path(in: folder) else {
      // The files were removed after the folder was found.
      throw .file(folder, .unreadable(.system(2)))
    }
    let imageBytes = try Self.bytes(of: images, at: imagePath)
    let labelBytes = try Self.bytes(of: labels, at: labelPath)
    let (offset, classes) = try reading(imagePath) { () throws(DataFileProblem) in
      let file = try IDXFile.images(imageBytes.span, count: count, height: 28, width: 28)
      return (
        file.offset, try IDXFile.labels(labelBytes.span, count: count, classCount: 10)
      )
    }
    return DatasetPart(
      values: .images(imageBytes, offset: offset), targets: .classes(classes))
  }

  private static let cache = DataFileCache<String, [UInt8]>()

  private static func bytes(
    of file: PublishedFile, at path: String
  ) throws(DatasetError) -> [UInt8] {
    try cache.content(of: path, as: path) { () throws(DatasetError) in try file.read(path) }
  }

  static func forget() { cache.forget() }
}
