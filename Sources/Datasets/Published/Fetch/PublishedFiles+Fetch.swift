import Files

extension PublishedFiles {
  /// Something of a fetch that a person may want to see.
  package enum FetchEvent: Hashable, Sendable {
    /// The file already exists with the published content.
    case found(PublishedFile)
    /// This many bytes have been received.
    case received(PublishedFile, bytes: Int)
    case finished(PublishedFile)
  }

  /// Returns the folder for downloads: in that of `BENCH_DATA`, or else in the user's own.
  package func fetchFolder(_ places: DataSearchPaths) throws(DownloadError) -> String {
    guard let folder = places.chosen ?? places.personal else { throw .noFolder }
    return "\(folder)/\(name)"
  }

  /// Downloads the files that are missing in the fetch folder, one after another.
  ///
  /// - Parameters:
  ///   - mirror: an address that has a folder of the data set's name; nil for the authors'.
  ///   - stallSeconds: the time without data after which a download is tried again.
  ///   - watch: called with every event; returns false to stop the current download.
  /// - Returns: the folder.
  package func fetch(
    _ places: DataSearchPaths, mirror: String?, stallSeconds: Int, watch: (FetchEvent) -> Bool
  ) throws(DownloadError) -> String {
    let folder = try fetchFolder(places)
    try Self.makeFolders(folder)
    // The lock ends with its file or its process.
    let lock = try OwnFile("\(folder)/.fetch")
    defer { withExtendedLifetime(lock) {} }
    guard try lock.lock() else { throw .held(folder: folder) }
    let address = mirror.map { "\($0)/\(name)" } ?? address
    for file in files {
      if let path = file.path(in: folder), (try? file.read(path)) != nil {
        guard watch(.found(file)) else { throw .stopped }
        continue
      }
      let download = Download(file, from: address, into: folder, stallSeconds: stallSeconds)
      try download.perform { bytes in watch(.received(file, bytes: bytes)) }
      guard watch(.finished(file)) else { throw .stopped }
    }
    return folder
  }

  private static func makeFolders(_ path: String) throws(DownloadError) {
    var folder = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      folder += "/\(name)"
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
        throw .system("making \(folder)", errno)
      }
    }
  }
}
