import Files

extension FashionMNIST {
  /// Something of a fetch that a person may want to see.
  package enum FetchEvent: Hashable, Sendable {
    /// The file is there already, and what it should be.
    case found(PublishedFile)
    /// So many bytes have come.
    case received(PublishedFile, bytes: Int)
    case finished(PublishedFile)
  }

  /// The folder that fetching fills: in that of `BENCH_DATA`, else the person's own.
  package static func fetchFolder(_ places: DataSearchPaths) throws(DownloadError) -> String {
    guard let folder = places.chosen ?? places.personal else { throw .noFolder }
    return "\(folder)/\(name)"
  }

  /// Downloads the files that are not yet in the fetch folder, one after the other.
  ///
  /// - Parameters:
  ///   - mirror: the address that has a folder `fashion_mnist`; nil: the authors'.
  ///   - stallSeconds: after so long without data a download is tried again.
  ///   - watch: told what happens; false stops the download at hand.
  /// - Returns: the folder.
  package static func fetch(
    _ places: DataSearchPaths, mirror: String?, stallSeconds: Int, watch: (FetchEvent) -> Bool
  ) throws(DownloadError) -> String {
    let folder = try fetchFolder(places)
    try makeFolders(folder)
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
