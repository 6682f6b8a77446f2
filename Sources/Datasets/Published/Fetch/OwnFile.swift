import Files

/// A file that a download writes in its folder. Links and pipes with its name are refused.
final class OwnFile {
  let path: String
  private let descriptor: Int32

  /// Opens or creates the file.
  ///
  /// - Throws: `DownloadError.foreign` if something else has the name.
  init(_ path: String) throws(DownloadError) {
    self.path = path
    let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else {
      switch errno {
      case ELOOP: throw .foreign(path, "a symbolic link")
      case EISDIR: throw .foreign(path, FileKind.folder.words)
      default: throw .system("opening \(path)", errno)
      }
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system("opening \(path)", errno) }
    let kind = FileKind(status)
    guard kind == .file else { throw .foreign(path, kind.words) }
    guard status.st_nlink == 1 else { throw .foreign(path, "a file with a second name") }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  var byteCount: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Writes at the end.
  func append(_ bytes: ArraySlice<UInt8>) throws(DownloadError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { throw .system("writing \(path)", errno) }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Takes the lock; returns false if another process has it.
  func lock() throws(DownloadError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    if errno == EWOULDBLOCK { return false }
    throw MissingFeature.locks.isMeant(by: errno)
      ? .noLocks(path, errno) : .system("locking \(path)", errno)
  }

  func synchronize() throws(DownloadError) {
    guard fsync(descriptor) == 0 else { throw .system("saving \(path)", errno) }
  }

  /// Returns once a folder's names survive a power loss, or immediately if the file system cannot
  /// guarantee that.
  static func synchronize(folder: String) throws(DownloadError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("opening \(folder)", errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) != 0, !UnsyncedFolders.tolerate(errno, of: folder) else { return }
    throw .system("saving \(folder)", errno)
  }
}
