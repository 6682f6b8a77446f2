/// A file of comma-separated values and its digest, read once by a process.
struct OpenedCSVFile: Sendable {
  let file: CSVFile
  let dataFile: DataFile

  private struct Key: Hashable {
    let path: String
    let hasHeader: Bool
  }

  private static let cache = DataFileCache<Key, OpenedCSVFile>()

  /// Opens the file of this path in a definition.
  ///
  /// - Throws: a `DatasetError` where the file cannot be read or its lines taken apart.
  static func open(
    _ path: String, hasHeader: Bool, places: DataPlaces
  ) throws(DatasetError) -> OpenedCSVFile {
    let place = places.path(of: path)
    return try cache.content(of: place, as: Key(path: place, hasHeader: hasHeader)) {
      () throws(DatasetError) in
      let file = try CSVFile(path, hasHeader: hasHeader, places: places)
      return OpenedCSVFile(file: file, dataFile: file.dataFile)
    }
  }

  static func forget() { cache.forget() }
}
