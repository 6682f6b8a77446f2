/// The operating system's files: every call checked, EINTR and short transfers looped, no
/// descriptor left to programs we start.
package struct SystemFiles: FileSystem {
  package init() {}

  package func openFolder(path: String) throws(FileProblem) -> Int32 {
    try retried { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  }

  package func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32 {
    try checkName(name)
    do {
      return try retried { openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    } catch {
      // Linux reports a link as ENOTDIR, others as ELOOP.
      guard error.code == ENOTDIR || error.code == ELOOP,
        try status(of: name, in: folder)?.kind == .symbolicLink
      else { throw error }
      throw .symbolicLink
    }
  }

  package func makeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try checkName(name)
    _ = try retried { mkdirat(folder, name, 0o777) }
  }

  package func removeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try checkName(name)
    _ = try retried { unlinkat(folder, name, AT_REMOVEDIR) }
  }

  package func status(
    of name: String, in folder: Int32
  ) throws(FileProblem) -> FileStatus? {
    try checkName(name)
    var status = stat()
    do {
      _ = try retried { fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) }
    } catch {
      if error.isMissing { return nil }
      throw error
    }
    return FileStatus(kind: Self.kind(of: status), size: Int(status.st_size))
  }

  package func openFile(
    _ name: String, in folder: Int32, for use: FileUse
  ) throws(FileProblem) -> Int32 {
    try checkName(name)
    let flags: Int32 =
      switch use {
      case .reading: O_RDONLY
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .appending: O_WRONLY | O_CREAT | O_APPEND
      case .locking: O_RDWR | O_CREAT
      }
    let file: Int32
    do {
      // O_NONBLOCK: opening a FIFO returns at once, and is then refused.
      file = try retried {
        openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o666)
      }
    } catch {
      if error.code == ELOOP { throw .symbolicLink }
      if error.code == EISDIR || error.code == ENXIO { throw .notRegularFile }
      throw error
    }
    do throws(FileProblem) {
      var status = stat()
      _ = try retried { fstat(file, &status) }
      guard Self.kind(of: status) == .file else { throw .notRegularFile }
    } catch {
      _ = Self.closeOnce(file)
      throw error
    }
    return file
  }

  package func size(of file: Int32) throws(FileProblem) -> Int {
    var status = stat()
    _ = try retried { fstat(file, &status) }
    return Int(status.st_size)
  }

  package func truncate(_ file: Int32, to size: Int) throws(FileProblem) {
    _ = try retried { ftruncate(file, off_t(size)) }
  }

  package func synchronize(_ descriptor: Int32) throws(FileProblem) {
    // Not retried, not even after EINTR: after a failed fsync it is not known which bytes are safe.
    #if canImport(Darwin)
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
      if errno != ENOTSUP && errno != EINVAL { throw .system(errno) }
    #endif
    if fsync(descriptor) != 0 { throw .system(errno) }
  }

  package func close(_ descriptor: Int32) throws(FileProblem) {
    // After EINTR the descriptor is closed on Linux and macOS; closing twice could hit another's.
    let code = Self.closeOnce(descriptor)
    if code != 0 && code != EINTR { throw .system(code) }
  }

  package func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem) {
    try checkName(name)
    try checkName(newName)
    _ = try retried { renameat(folder, name, newFolder, newName) }
  }

  package func removeFile(_ name: String, in folder: Int32) throws(FileProblem) {
    try checkName(name)
    _ = try retried { unlinkat(folder, name, 0) }
  }

  package func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool {
    do {
      _ = try retried { flock(file, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) }
      return true
    } catch {
      if error.code == EWOULDBLOCK { return false }
      throw error
    }
  }

  package func freeBytes(in folder: Int32) -> Int? {
    var status = statvfs()
    guard fstatvfs(folder, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(
      by: Int(status.f_frsize))
    return overflow ? nil : bytes
  }
}

extension SystemFiles {
  /// Repeats a call that a signal interrupted, and throws the error of one that failed.
  func retried(_ call: () -> Int32) throws(FileProblem) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw .system(errno) }
    }
  }

  /// Refuses a name that is not a single component, because it could leave the folder.
  func checkName(_ name: String) throws(FileProblem) {
    let isPlain =
      !name.isEmpty && name != "." && name != ".."
      && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    if !isPlain { throw .system(EINVAL) }
  }

  static func closeOnce(_ descriptor: Int32) -> Int32 {
    systemClose(descriptor) == 0 ? 0 : errno
  }

  static func kind(of status: stat) -> FileStatus.Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .symbolicLink
    default: .other
    }
  }
}
