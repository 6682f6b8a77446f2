/// The files that were read, by whether they have a header.
private let cache = DataFileCache<Bool, OpenedFile<CSVFile>>()

extension OpenedFile<CSVFile> {
  /// Opens the file with this path in a definition.
  ///
  /// - Throws: a `DatasetError` if the file or its lines cannot be read.
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
