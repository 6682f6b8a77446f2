#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why a file could not be read.
struct FileReadingError: Error {
  /// `No such file or directory`.
  let problem: String
}

/// Returns a regular file's bytes, at most one more than the limit, so that the reader after this
/// can tell a longer file without its being read.
func readFile(_ path: String, maximumBytes: Int) throws(FileReadingError) -> [UInt8] {
  var descriptor: Int32
  repeat {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  } while descriptor < 0 && errno == EINTR
  guard descriptor >= 0 else { throw FileReadingError(problem: systemWords()) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileReadingError(problem: systemWords()) }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw FileReadingError(problem: "is not a regular file")
  }
  guard status.st_size <= maximumBytes else {
    throw FileReadingError(
      problem: "\(status.st_size) bytes are more than the \(maximumBytes) allowed")
  }
  var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
  var filled = 0
  while filled < bytes.count {
    let count = bytes.withUnsafeMutableBytes {
      read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
    }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw FileReadingError(problem: systemWords()) }
    if count == 0 { break }
    filled += count
  }
  return Array(bytes[..<filled])
}

/// Returns the names in a folder, in no order; none where it cannot be read.
func folderEntries(_ path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if let name { names.append(name) }
  }
  return names
}

/// Whether there is a regular file, or a link to one. What cannot be looked at counts, so that
/// whoever reads it says why not.
func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else { return ![ENOENT, ENOTDIR, ELOOP].contains(errno) }
  return status.st_mode & S_IFMT == S_IFREG
}

private func systemWords() -> String {
  String(cString: strerror(errno))
}
