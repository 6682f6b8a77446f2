import Files

/// What tells without reading that a file still has the same bytes.
struct DataFileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  let size: Int
  /// In nanoseconds since 1970.
  private let modified: Int

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    size = Int(status.st_size)
    #if canImport(Darwin)
      modified = Self.nanoseconds(status.st_mtimespec)
    #else
      modified = Self.nanoseconds(status.st_mtim)
    #endif
  }

  /// nil: there is no such file.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Whether the next change will show. File systems count time in ticks of some milliseconds: two
  /// changes within one look like one.
  var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return modified < Self.nanoseconds(now) &- 10_000_000
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}
