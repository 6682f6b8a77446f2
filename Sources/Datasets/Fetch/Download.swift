#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A published file on its way into a folder.
///
/// What comes is appended to `NAME.gz.part`, which a broken download leaves to be gone on with.
/// Only a file whose uncompressed bytes have the published digest gets its name: fsync, rename,
/// fsync of the folder.
package struct Download {
  private let file: PublishedFile
  private let address: String
  private let folder: String
  private let curl: Curl

  /// Attempts that bring nothing, in a row, after which it is given up.
  private static let patience = 3

  /// - Parameters:
  ///   - address: of the folder that has the file, `https://…`, without a slash at its end.
  ///   - folder: must be there.
  init(_ file: PublishedFile, from address: String, into folder: String, stallSeconds: Int) {
    self.file = file
    self.address = "\(address)/\(file.dataFile.name).gz"
    self.folder = folder
    curl = Curl(stallSeconds: stallSeconds)
  }

  private var path: String { "\(folder)/\(file.dataFile.name).gz" }
  private var part: String { path + ".part" }
  /// Mirrors may compress worse.
  private var limit: Int { 2 * file.gzippedByteCount + (1 << 16) }

  /// Downloads, checks, and puts the file in place.
  ///
  /// - Parameter watch: told the bytes that are there, about ten times a second; false stops it.
  func perform(watch: (_ bytes: Int) -> Bool) throws(DownloadError) {
    var idle = 0
    var hasStartedAgain = false
    while true {
      let before = byteCount(part) ?? 0
      let problem = try attempt(watch)
      guard let problem else { break }
      let after = byteCount(part) ?? 0
      switch problem {
      case .broken(let words):
        idle = after > before ? 0 : idle + 1
        guard idle < Self.patience else {
          throw .curl(address: address, words: words, attempts: idle)
        }
      case .refused(let words):
        throw .curl(address: address, words: words, attempts: 1)
      case .cannotResume(let error):
        unlink(part)
        // What was there before may have been another file's: the whole is tried once.
        guard before > 0, !hasStartedAgain else { throw error }
        hasStartedAgain = true
      }
    }
    try publish()
  }

  /// What came between.
  private enum Problem {
    /// The connection ended too early, or stalled.
    case broken(String)
    /// There is no sense in asking again.
    case refused(String)
    /// What is there and what came do not make the file.
    case cannotResume(DownloadError)
  }

  private func attempt(_ watch: (Int) -> Bool) throws(DownloadError) -> Problem? {
    var isStopped = false
    let ending = try curl.download(address, to: part, limit: limit) { bytes in
      isStopped = !watch(bytes)
      return !isStopped
    }
    if isStopped { throw .stopped }
    guard (byteCount(part) ?? 0) <= limit else {
      return .cannotResume(.tooLong(address: address, limit: limit))
    }
    switch ending.status {
    case 0: return try check()
    case 22 where ending.words.hasSuffix("416"), 33, 36:
      // The server cannot go on there: the part is whole already, or no part of it.
      if try check() == nil { return nil }
      return .cannotResume(.curl(address: address, words: ending.words, attempts: 1))
    // Cut, stalled, an empty answer, failures of sending and receiving.
    case 18, 28, 52, 55, 56, 92: return .broken(ending.words)
    case 23: throw .system("writing \(part)", ENOSPC)
    default: return .refused(ending.words)
    }
  }

  /// Checks the whole part; a stream that ends too early may only have been cut.
  private func check() throws(DownloadError) -> Problem? {
    do throws(FileProblem) {
      let contents = try readDataFile(part, limit: limit)
      guard isGzip(contents.span) else {
        throw FileFormat(startingWith: contents.span).map { .format($0, expected: "a gzip file") }
          ?? .notGzip
      }
      try file.dataFile.verify(
        inflateGzip(contents.span, limit: file.byteCount + 1).bytes)
      return nil
    } catch {
      if case .gzipTruncated = error { return .broken("the file ends too early") }
      return .cannotResume(.content(address: address, error))
    }
  }

  private func publish() throws(DownloadError) {
    try synchronize(part)
    guard rename(part, path) == 0 else { throw .system("renaming \(part)", errno) }
    try synchronize(folder)
  }

  private func synchronize(_ path: String) throws(DownloadError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("opening \(path)", errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system("saving \(path)", errno) }
  }
}
