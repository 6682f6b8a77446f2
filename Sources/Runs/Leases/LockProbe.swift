import Datasets
import Experiments
import Files
import JSON

extension RunStore {
  /// Whether other processes see the locks of this workspace, as it was found out once.
  ///
  /// - Returns: nil if it was not tried yet.
  /// - Throws: a `RunError` if the record cannot be read.
  package func locksAreSeen() throws(RunError) -> Bool? {
    guard let runs = try runsFolder(),
      let bytes = try runs.readIfPresent(Self.locksFile, limit: 4096),
      let isSeen = (try? JSONValue(parsing: bytes))?["seen"]?.bool
    else { return nil }
    guard isSeen else { return false }
    do {
      _ = try runs.open(Self.locksFile, for: .reading).lock(exclusive: false)
      return true
    } catch {
      // The workspace was moved to a file system that has no locks.
      guard error.fault?.lockCode != nil else { throw error }
      return false
    }
  }

  /// Tries whether another process sees a lock of this one, and remembers the answer in
  /// `runs/.locks`; tries only if there is none yet.
  ///
  /// - Parameter other: tries, in another process, to lock a file that this one has locked, and
  ///   returns whether it could; nil if there could be no other process.
  /// - Throws: a `RunError` if `runs/` or the record cannot be written.
  package func tryLocks(
    asking other: (_ path: String) -> LockTrial?
  ) throws(RunError) -> Bool {
    if let known = try locksAreSeen() { return known }
    let runs = try makeRunsFolder()
    // The record itself is what is locked, so that no other file is left behind by a kill.
    let file = try runs.open(Self.locksFile, for: .locking)
    var isSeen = false
    do {
      // Refused: another process tries just now, and its lock is seen.
      guard try file.lock(exclusive: true),
        let trial = other("\(workspace.runs)/\(Self.locksFile)")
      else { return true }
      isSeen = trial == .refused
    } catch {
      guard error.fault?.lockCode != nil else { throw error }
    }
    // Without a record, or with half of one, the next process tries again.
    let record = JSONValue.object(["seen": .bool(isSeen)])
    try file.write(Array(record.canonicalText.utf8))
    return isSeen
  }

  private static let locksFile = ".locks"
}

/// The outcome of locking a file that another process has locked.
package enum LockTrial: Int32, Sendable {
  case locked = 0
  case refused = 10

  /// Tries it.
  ///
  /// - Returns: nil if the file cannot be opened, or cannot be locked at all.
  package init?(_ path: String) {
    let parts = path.split(separator: "/")
    guard let name = parts.last,
      let folder = try? RunFolder(
        path: "/" + parts.dropLast().joined(separator: "/"), files: SystemFiles()),
      let file = try? folder.open(String(name), for: .reading),
      let isLocked = try? file.lock(exclusive: true)
    else { return nil }
    self = isLocked ? .locked : .refused
  }
}
