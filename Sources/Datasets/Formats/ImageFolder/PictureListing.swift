import Files

/// The pictures of a folder, by class. Classes and files are in bytewise order of their names.
struct PictureListing: Sendable {
  /// The names of the train part's classes.
  let classes: [String]
  let train: PicturePart
  /// nil: all pictures are of one part.
  let test: PicturePart?
  /// The folders beside `train` and `test`.
  let unread: [String]
  /// The pictures beside the folders of classes, and beside `train` and `test`.
  let loosePictures: [String]

  /// Usual names of a part that is not trained on.
  private static let otherParts = ["validation", "valid", "val", "dev"]

  /// How the names of pictures end.
  private static let endings = [".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".pnm"]

  /// - Parameter path: as the definition gives it.
  init(_ path: String, _ places: DataSearchPaths) throws(DatasetError) {
    let folder = places.path(of: path)
    guard isFolder(folder) else { throw .file(path, .folder(.notFolder)) }
    let isDivided = isFolder("\(folder)/train") && isFolder("\(folder)/test")
    if !isDivided, isFolder("\(folder)/train"), !Self.classes(of: "\(folder)/train").isEmpty {
      let parts = ["train"] + Self.otherParts.filter { isFolder("\(folder)/\($0)") }
      throw .file(path, .folder(.noTest(parts: parts, train: "\(path)/train")))
    }
    unread = isDivided ? Self.classes(of: folder).filter { $0 != "train" && $0 != "test" } : []
    loosePictures = visibleNames(in: folder).filter { name in
      Self.endings.contains { name.lowercased().hasSuffix($0) } && !isFolder("\(folder)/\(name)")
    }
    let trainFolder = isDivided ? "\(path)/train" : path
    let classes = Self.classes(of: places.path(of: trainFolder))
    self.classes = classes
    guard !classes.isEmpty else { throw .file(trainFolder, .folder(.noClass)) }
    guard classes.count <= DatasetTarget.maximumClasses else {
      throw .file(
        trainFolder, .manyClasses(classes.count, limit: DatasetTarget.maximumClasses))
    }
    train = try PicturePart(trainFolder, classes: classes, places)
    guard isDivided else {
      test = nil
      return
    }
    let testFolder = "\(path)/test"
    let found = Self.classes(of: places.path(of: testFolder))
    if let other = found.first(where: { !classes.contains($0) }) {
      throw .file("\(testFolder)/\(other)", .unknownFolder(classes: classes))
    }
    test = try PicturePart(testFolder, classes: classes, places)
  }

  /// The names of the folders in a folder, without hidden ones.
  private static func classes(of folder: String) -> [String] {
    visibleNames(in: folder).filter { isFolder("\(folder)/\($0)") }
  }
}

/// The names in a folder in bytewise order, without those that begin with a point and without the
/// lists of thumbnails that Windows leaves behind.
func visibleNames(in folder: String) -> [String] {
  folderEntries(folder).filter { !$0.hasPrefix(".") && $0 != "Thumbs.db" && $0 != "desktop.ini" }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

func isFolder(_ path: String) -> Bool { InputFile.kind(of: path) == .folder }
