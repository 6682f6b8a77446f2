/// Reads a file that a person named. Links are followed.
package enum InputFile {
  /// Reads a file, a pipe or a device to its end; `-` is standard input.
  ///
  /// For files that are read only once. Waits for the writer of a pipe, as `cat` does.
  /// - Throws: `FileProblem`. A file of more than `limit` bytes is refused after reading at most
  ///   one byte more.
  package static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    if path == "-" { return try readToEnd(STDIN_FILENO, size: 0, limit: limit) }
    let isRegular = kind(of: path) == .file
    return try withFile(path, flags: isRegular ? O_NONBLOCK : 0) {
      (file, status) throws(FileProblem) in
      let kind = FileKind(status)
      if kind == .folder || kind == .disk { throw .unreadable(kind, isReadAgain: false) }
      return try readToEnd(file, size: kind == .file ? Int(status.st_size) : 0, limit: limit)
    }
  }

  /// Reads a regular file that other commands will read again.
  ///
  /// - Parameter prefix: reads at most this many bytes from the start; nil for all.
  /// - Throws: `FileProblem`. Pipes and devices are refused without waiting, files of more than
  ///   `limit` bytes without reading, and files that change during reading afterwards.
  package static func readRegular(
    _ path: String, limit: Int, prefix: Int? = nil
  ) throws(FileProblem) -> [UInt8] {
    try withFile(path, flags: O_NONBLOCK) { (file, status) throws(FileProblem) in
      let kind = FileKind(status)
      guard kind == .file else { throw .unreadable(kind, isReadAgain: true) }
      let size = Int(status.st_size)
      guard size <= limit else { throw .tooLarge(bytes: size, limit: limit) }
      let bytes =
        if let prefix, prefix <= size {
          try SystemFiles().read(file, count: prefix)
        } else {
          try readToEnd(file, size: size, limit: limit)
        }
      var after = stat()
      guard fstat(file, &after) == 0 else { throw .system(errno) }
      guard isUnchanged(status, after) else { throw .changed }
      return bytes
    }
  }

  /// Returns what a path names, following links; nil if it cannot be examined.
  package static func kind(of path: String) -> FileKind? {
    var status = stat()
    return stat(path, &status) == 0 ? FileKind(status) : nil
  }

  private static func isUnchanged(_ before: stat, _ after: stat) -> Bool {
    #if canImport(Darwin)
      let (first, last) = (before.st_mtimespec, after.st_mtimespec)
    #else
      let (first, last) = (before.st_mtim, after.st_mtim)
    #endif
    return before.st_size == after.st_size && first.tv_sec == last.tv_sec
      && first.tv_nsec == last.tv_nsec
  }

  private static func withFile(
    _ path: String, flags: Int32, _ body: (Int32, stat) throws(FileProblem) -> [UInt8]
  ) throws(FileProblem) -> [UInt8] {
    var file: Int32
    repeat {
      file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags)
    } while file < 0 && errno == EINTR
    guard file >= 0 else { throw .system(errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system(errno) }
    return try body(file, status)
  }

  /// - Parameter size: the expected number of bytes.
  private static func readToEnd(
    _ file: Int32, size: Int, limit: Int
  ) throws(FileProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var count = min(size, limit) + 1
    while true {
      let part = try SystemFiles().read(file, count: count)
      if bytes.isEmpty { bytes = part } else { bytes += part }
      if bytes.count > limit { throw .tooLarge(bytes: nil, limit: limit) }
      if part.count < count { return bytes }
      count = min(max(bytes.count, 1 << 16), limit + 1 - bytes.count)
    }
  }
}
