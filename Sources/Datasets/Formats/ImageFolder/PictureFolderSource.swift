package import Images

/// A folder of pictures, a folder for each class: `PATH/train/CLASS/*` and `PATH/test/CLASS/*`, or
/// `PATH/CLASS/*`.
package struct PictureFolderSource: Hashable, Sendable {
  package var path: String
  /// Height and width; nil if all pictures have the same.
  package var size: [Int]?
  /// 1 for grey, 3 for colour; nil if all pictures have the same.
  package var channels: Int?
  /// How a picture of another size is made to fit.
  package var fit: Fit

  package init(path: String, size: [Int]? = nil, channels: Int? = nil, fit: Fit = .stretch) {
    self.path = path
    self.size = size
    self.channels = channels
    self.fit = fit
  }
}

extension PictureFolderSource: DatasetFormat {
  package var name: String { "image_folder" }
  package var hasClasses: Bool { true }
  package var needsDataFiles: Bool { true }
  package var facts: DatasetFacts? { nil }
  package var ownTestAdvice: String {
    "move the pictures to \(path)/train/CLASS and \(path)/test/CLASS"
  }

  package func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    try PictureFolderReader(self, places: places)
  }

  package func replacingFiles(with path: String) -> (any DatasetFormat)? {
    var source = self
    source.path = path
    return source
  }

  package static func forgetFiles() { PictureFolderReader.forget() }
}

/// A problem with a folder of pictures.
package enum PictureFolderProblem: Error, Hashable, Sendable {
  case notFolder
  /// No folder of a class is in it.
  case noClass
  /// The pictures are divided into parts, and none of them is called test.
  case noTest(parts: [String], train: String)
  /// A class has a file that is no picture.
  case otherFile(PictureError)
  /// A class has folders in it.
  case folderInClass
  case emptyClass(String)
  case noPicture
  case manyFiles(limit: Int)
  /// The pictures differ, and the definition does not say what to make of them.
  case otherSize(found: [Int], first: [Int], file: String)
  case otherChannels(found: Int, first: Int, file: String)
  /// The decoded pictures need more memory than a data set may have.
  case tooLarge(count: Int, shape: [Int], limit: Int)
}

extension PictureFolderProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFolder: "is no folder, expected a folder with a folder for each class"
    case .noClass:
      "holds no folder with pictures, expected one for each class, or train and test with them"
    case .noTest(let parts, let train):
      "holds \(parts.joined(separator: " and ")), expected train and test; "
        + (parts.count > 1 ? "rename \(parts[1]) to test, or " : "")
        + "set \"path\": \"\(train)\" with a \"split\""
    case .otherFile(let error):
      "\(error); every file of a class is read, so convert it, or move it to another folder"
    case .folderInClass: "is a folder in the folder of a class, expected pictures"
    case .noPicture: "holds no picture"
    case .emptyClass(let name): "the class \(name) has no picture"
    case .manyFiles(let limit): "more than \(limit) pictures"
    case .otherSize(let found, let first, let file):
      "\(Self.text(found)) pixels, and \(file) has \(Self.text(first)); "
        + "add \"size\": [\(first[0]), \(first[1])] to dataset"
    case .otherChannels(let found, let first, let file):
      "is \(Self.color(found)), and \(file) is \(Self.color(first)); "
        + "add \"channels\": 3 to dataset, or 1 for grey"
    case .tooLarge(let count, let shape, let limit):
      "\(count) pictures of \(Self.text(shape)) need more than \(limit) bytes; "
        + "choose a smaller \"size\" in dataset"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "x")
  }

  private static func color(_ channels: Int) -> String { channels == 1 ? "grey" : "in colour" }
}
