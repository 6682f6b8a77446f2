#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads a data file of at most `limit` bytes.
///
/// - Parameter prefix: read no more than so many bytes from its start; nil: all.
/// - Throws: a `FileProblem` where the file cannot be read, is no regular file, is too long, or is
///   changed while it is read.
func readDataFile(
  _ path: String, limit: Int, prefix: Int? = nil
) throws(FileProblem) -> [UInt8] {
  // Not blocking, so that a FIFO is refused, not waited for.
  var descriptor: Int32
  repeat {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  } while descriptor < 0 && errno == EINTR
  guard descriptor >= 0 else { throw .system(errno) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegularFile }
  guard status.st_size <= limit else { throw .tooLong(bytes: Int(status.st_size), limit: limit) }
  let wanted = min(prefix ?? .max, Int(status.st_size))
  var failure: Int32?
  let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
    while filled < wanted {
      let count = read(descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled)
      if count < 0, errno == EINTR { continue }
      if count < 0 { failure = errno }
      if count <= 0 { break }
      filled += count
    }
  }
  if let failure { throw .system(failure) }
  let before = DataFileIdentity(status)
  guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
  guard bytes.count == wanted, DataFileIdentity(status) == before else { throw .changed }
  return bytes
}

/// Whether there is a regular file, or a link to one.
func isDataFile(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// The system's words for an error number.
func systemWords(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Runs `body` and names the file in the problem it throws.
func reading<Result>(
  _ name: String, _ body: () throws(FileProblem) -> Result
) throws(DatasetError) -> Result {
  do throws(FileProblem) { return try body() } catch { throw .file(name, error) }
}

/// The last component of a path, without `.gz`: what a file's digest is filed under.
func dataFileName(_ path: String) -> String {
  let last = path.split(separator: "/").last.map(String.init) ?? path
  return last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
}
