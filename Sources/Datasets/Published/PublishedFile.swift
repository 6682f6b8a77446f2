/// A file of a data set as its authors publish it.
package struct PublishedFile: Hashable, Sendable {
  package let dataFile: DataFile
  /// Uncompressed; an upper bound if `sha256` is of the download.
  package let byteCount: Int
  /// The size of the download.
  package let gzippedByteCount: Int

  /// Whether the digest is that of the file as it is downloaded, and not of its uncompressed bytes.
  let isDigestOfDownload: Bool

  /// - Parameter name: without `.gz`.
  package init(
    _ name: String, byteCount: Int, gzippedByteCount: Int, sha256: String,
    isDigestOfDownload: Bool = false
  ) {
    dataFile = DataFile(name: name, sha256: sha256)
    self.byteCount = byteCount
    self.gzippedByteCount = gzippedByteCount
    self.isDigestOfDownload = isDigestOfDownload
  }

  /// The path in a folder, gzipped or plain; nil: it is not there.
  package func path(in folder: String) -> String? {
    ["\(folder)/\(dataFile.name).gz", "\(folder)/\(dataFile.name)"].first(where: isDataFile)
  }

  /// Reads the file at `path`, gzipped or plain, and proves that it is the published one.
  ///
  /// - Returns: the uncompressed bytes.
  package func read(_ path: String) throws(DatasetError) -> [UInt8] {
    try reading(path) { () throws(DataFileProblem) in
      try verified(try readDataFile(path, limit: 2 * byteCount))
    }
  }

  /// Proves that a file, gzipped or plain, is the published one.
  ///
  /// - Returns: the uncompressed bytes.
  /// - Throws: a `DataFileProblem` if it is another one, or damaged.
  package func verified(_ contents: [UInt8]) throws(DataFileProblem) -> [UInt8] {
    // Room for one byte more, which would show that there is too much.
    let bytes =
      isGzip(contents.span) ? try inflateGzip(contents.span, limit: byteCount + 1).bytes : contents
    guard isDigestOfDownload else {
      try dataFile.verify(bytes)
      return bytes
    }
    let found = DataFile(name: dataFile.name, hashing: contents)
    guard found == dataFile else {
      throw .digest(found: found.sha256, expected: dataFile.sha256)
    }
    return bytes
  }
}
