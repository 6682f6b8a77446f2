import Files

/// The download of a published file into a folder.
///
/// Received bytes are appended to `NAME.gz.part`, which an interrupted download leaves to be
/// continued. A file gets its name only if it is the published one: fsync, rename, fsync of the
/// folder.
package struct Download {
  private let file: PublishedFile
  private let address: String
  private let folder: String
  private let curl: Curl

  /// The number of consecutive attempts that may bring less than `leastProgress`.
  private static let patience = 3
  private static let leastProgress = 1000

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
  /// Mirrors may compress worse.
  private var limit: Int { 2 * file.gzippedByteCount + (1 << 16) }

  /// Downloads and checks the file and moves it to its name.
  ///
  /// - Parameter watch: called with the number of bytes received, about ten times a second; returns
  ///   false to stop.
  /// - Throws: `DownloadError`. Received bytes are left if they may be a part of the file.
  func perform(watch: (_ bytes: Int) -> Bool) throws(DownloadError) {
    var idle = 0
    var hasStartedAgain = false
    while true {
      let part = try OwnFile(path + ".part")
      let before = part.byteCount
      guard let problem = try attempt(part, watch) else { return try publish(part) }
      switch problem {
      case .broken(let words):
        let isProgress = part.byteCount - before >= Self.leastProgress
        idle = isProgress ? 0 : idle + 1
        guard idle < Self.patience else {
          throw givenUp(part, words, attempts: idle)
        }
        try pause(halfSeconds: 1 + 2 * idle) { watch(part.byteCount) }
      case .refused(let words): throw givenUp(part, words, attempts: 1)
      case .cannotResume(let error):
        unlink(part.path)
        // The earlier bytes may belong to another file, so the whole file is tried once.
        guard before > 0, !hasStartedAgain else { throw error }
        hasStartedAgain = true
      }
    }
  }

  private func givenUp(_ part: OwnFile, _ words: String, attempts: Int) -> DownloadError {
    if part.byteCount == 0 { unlink(part.path) }
    return .curl(address: address, words: words, attempts: attempts)
  }

  /// Waits before asking a server again that broke off.
  private func pause(
    halfSeconds: Int, _ watch: () -> Bool
  ) throws(DownloadError) {
    for _ in 0..<(5 * halfSeconds) {
      guard watch() else { throw .stopped }
      usleep(100_000)
    }
  }

  /// The result of an attempt that failed.
  private enum Problem {
    /// The connection ended too early, or stalled.
    case broken(String)
    /// Trying again would not help.
    case refused(String)
    /// The earlier and the new bytes do not make up the file.
    case cannotResume(DownloadError)
  }

  private func attempt(
    _ part: OwnFile, _ watch: (Int) -> Bool
  ) throws(DownloadError) -> Problem? {
    var isStopped = false
    let ending = try curl.download(address, from: part.byteCount) {
      (bytes) throws(DownloadError) in
      try part.append(bytes)
      isStopped = !watch(part.byteCount)
      return !isStopped && part.byteCount <= limit
    }
    if isStopped { throw .stopped }
    guard part.byteCount <= limit else {
      return .cannotResume(.tooLong(address: address, limit: limit))
    }
    switch ending.status {
    case 0: return try check(part)
    case 22 where ending.words.hasSuffix("416"), 33, 36:
      // The server cannot continue there: the part is complete, or belongs to another file.
      if try check(part) == nil { return nil }
      return .cannotResume(.curl(address: address, words: ending.words, attempts: 1))
    // Cut, stalled, an empty answer, failures of sending and receiving.
    case 18, 28, 52, 55, 56, 92: return .broken(ending.words)
    default: return .refused(ending.words)
    }
  }

  /// Checks the whole part; a stream that ends too early may only have been cut.
  private func check(_ part: OwnFile) throws(DownloadError) -> Problem? {
    do throws(DataFileProblem) {
      let contents = try readDataFile(part.path, limit: limit)
      guard isGzip(contents.span) else {
        throw FileFormat(startingWith: contents.span).map { .format($0, expected: "a gzip file") }
          ?? .notGzip
      }
      _ = try file.verified(contents)
      return nil
    } catch {
      if case .gzipTruncated = error { return .broken("the file ends too early") }
      return .cannotResume(.content(address: address, error))
    }
  }

  private func publish(_ part: OwnFile) throws(DownloadError) {
    try part.synchronize()
    guard rename(part.path, path) == 0 else { throw .system("renaming \(part.path)", errno) }
    try OwnFile.synchronize(folder: folder)
  }
}
