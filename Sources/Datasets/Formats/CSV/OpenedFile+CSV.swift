/// With a header or without.
private let cache = DataFileCache<Bool, OpenedFile<CSVFile>>()

extension OpenedFile<CSVFile> {
  /// Opens the file of this path in a definition.
  ///
  /// - Throws: a `DatasetError` where the file cannot be read or its lines taken apart.
  static func open(
    _ path: String, hasHeader: Bool, places: DataSearchPaths
  ) throws(DatasetError) -> OpenedFile {
    try cache.content(of: places.path(of: path), as: hasHeader) { () throws(DatasetError) in
      let file = try CSVFile(path, hasHeader: hasHeader, places: places)
      return OpenedFile(file: file, dataFile: file.dataFile)
    }
  }

  static func forget() { cache.forget() }
}
