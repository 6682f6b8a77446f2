/// A feature that some file systems lack. The error number of a call distinguishes this from a
/// failure.
package enum MissingFeature: CaseIterable, Sendable {
  /// A folder's names cannot be forced to the disk: CIFS, VirtualBox, some FUSE file systems.
  case folderSync
  /// Files cannot be locked: Lustre without the mount option `flock`, NFS without its lock service.
  case locks

  /// Whether a call that failed with this number failed for the lack of the feature.
  package func isMeant(by code: Int32) -> Bool {
    switch self {
    case .folderSync: [EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP].contains(code)
    case .locks: [ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP].contains(code)
    }
  }
}

/// The folders whose names the process could not force to the disk, for a single note about them.
package enum UnsyncedFolders {
  private static let known = Guarded<String?>(nil)

  /// The first of them, as messages print it; nil if there is none.
  package static var first: String? { known.withLock(\.self) }

  /// Whether to continue after a failed fsync of a folder: true if the file system has no such
  /// call. The folder is then remembered.
  package static func tolerate(_ code: Int32, of path: String) -> Bool {
    guard MissingFeature.folderSync.isMeant(by: code) else { return false }
    known.withLock { $0 = $0 ?? path }
    return true
  }
}

/// The error about a file system without locks.
package enum NoLocks {
  /// - Parameter path: the file that could not be locked.
  package static func problem(_ path: String, code: Int32) -> String {
    "\(path): this file system has no locks (\(systemWords(code))), and without them "
      + "two processes could write to one place"
  }

  package static let advice = [
    "use a folder on another file system, a local disk for example",
    "or turn locks on: mount Lustre with the option flock, NFS with its lock service running",
  ]
}
