/// The files that were read, by rank.
private let files = DataFileCache<Int, OpenedFile<IDXFile>>()
private let headers = DataFileCache<Int, IDXHeader>()

extension OpenedFile<IDXFile> {
  /// A header and the most that may follow it.
  private static var limit: Int { IDXFile.limit + 16 }

  /// Reads the file with this path in a definition, plain or gzipped.
  ///
  /// - Parameter rank: 3 for images, 1 for labels.
  /// - Throws: a `DatasetError` if the file cannot be read or does not match its header.
  static func open(
    _ path: String, rank: Int, places: DataSearchPaths
  ) throws(DatasetError) -> OpenedFile {
    let place = places.path(of: path)
    return try files.content(of: place, as: rank) {
      () throws(DatasetError) in
      try reading(path) { () throws(DataFileProblem) in
        let contents = try readDataFile(place, limit: limit)
        let file = try IDXFile(contents.span, rank: rank)
        return OpenedFile(
          file: file, dataFile: DataFile(name: dataFileName(path), hashing: file.bytes))
      }
    }
  }

  /// Reads the header of a file of images from its first bytes, which are enough for a gzip header
  /// with a long name too.
  ///
  /// - Throws: a `DatasetError` if the file cannot be read or has no such header.
  static func header(
    _ path: String, places: DataSearchPaths
  ) throws(DatasetError) -> IDXHeader {
    let place = places.path(of: path)
    return try headers.content(of: place, as: 3) {
      () throws(DatasetError) in
      try reading(path) { () throws(DataFileProblem) in
        let start = try readDataFile(place, limit: limit, prefix: 1 << 17)
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
  }

  static func forget() { files.forget() }
}
