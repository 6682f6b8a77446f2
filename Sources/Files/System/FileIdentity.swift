/// Identifies the content of a file without reading it. Every change of the bytes changes this too,
/// unless both changes happen in one tick of the file system's clock; see `isSettled`.
package struct FileIdentity: Hashable, Sendable {
  package var inode: UInt64
  package var size: Int
  /// When its bytes changed last, in nanoseconds since 1970 by the file system's clock.
  package var modified: Int
  /// When anything about it changed last.
  package var changed: Int

  package init(inode: UInt64, size: Int, modified: Int, changed: Int) {
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  /// Whether every change from now on will show in it.
  ///
  /// - Parameter now: of a file in the same file system that was made a moment ago. A change in
  ///   the tick of the last one would not show; that tick must be over.
  package func isSettled(by now: FileIdentity) -> Bool {
    modified < now.modified && changed < now.changed
  }
}

extension FileIdentity {
  /// Returns the identity of the file at a path, following links; nil if there is none.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.init(
      inode: UInt64(status.st_ino), size: Int(status.st_size),
      modified: Self.nanoseconds(modified), changed: Self.nanoseconds(changed))
  }

  /// Whether every change from now on will show in it, by the system's clock. File systems count
  /// time in ticks of some milliseconds.
  package var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return max(modified, changed) < Self.nanoseconds(now) &- 10_000_000
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}

extension FileSystem {
  package func identity(of file: Int32) throws(FileProblem) -> FileIdentity? { nil }

  package func identity(
    of name: String, inside inner: String?, in folder: Int32
  ) throws(FileProblem) -> FileIdentity? { nil }

  package func kinds(
    in folder: Int32
  ) throws(FileProblem) -> [(name: String, kind: FileStatus.Kind?)] {
    try names(in: folder).map { ($0, nil) }
  }
}

extension Folder {
  /// Returns all names and their kinds, in no particular order; a kind is nil if it must be asked
  /// for separately.
  package func kinds() throws(Failure) -> [(name: String, kind: FileStatus.Kind?)] {
    do {
      return try withDescriptor { (descriptor) throws(FileProblem) in
        try files.kinds(in: descriptor)
      }
    } catch {
      throw Failure(FileError(error, .listing, path))
    }
  }

  /// Returns the identity of the regular file with this name, in this folder or in one inside; nil
  /// if there is none or if it cannot be determined.
  package func identity(of name: String, inside inner: String? = nil) -> FileIdentity? {
    let found = try? withDescriptor { (descriptor) throws(FileProblem) in
      try files.identity(of: name, inside: inner, in: descriptor)
    }
    return found ?? nil
  }

  /// Whether a name still refers to this open file; true if the system does not say.
  package func stands(_ name: String, for file: OpenFile<Failure>) throws(Failure) -> Bool {
    guard let opened = try file.identity() else { return true }
    do {
      let named = try withDescriptor { (descriptor) throws(FileProblem) in
        try files.identity(of: name, inside: nil, in: descriptor)
      }
      return named?.inode == opened.inode
    } catch {
      throw Failure(FileError(error, .reading, path(of: name)))
    }
  }
}
