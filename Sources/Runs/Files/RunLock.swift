import Datasets
import Experiments
import Files
import JSON

/// The right to write in a run's folder. The system gives it to one process at a time and releases
/// it when that process ends, however it ends.
package final class RunLock {
  static let fileName = ".lock"

  private let file: RunFile
  /// nil where the lock is enough.
  let lease: Lease?

  private init(_ file: RunFile, _ lease: Lease?) {
    self.file = file
    self.lease = lease
  }

  deinit { lease?.release() }

  /// Takes the lock of a run's folder where locks are enough.
  ///
  /// - Throws: as the function below.
  package static func take(
    in folder: RunFolder, id: String, holder: LockHolder
  ) throws(RunError) -> RunLock {
    try take(in: folder, id: id, holder: holder, under: nil)
  }

  /// Takes the lock of a run's folder.
  ///
  /// A process that only checks whether it is held has it for a moment, so this tries several times
  /// over 50 ms.
  ///
  /// - Parameters:
  ///   - holder: the holder that others see in their error message.
  ///   - lease: the run's lease, which is released with the lock. With it, a file system without
  ///     locks will do.
  /// - Throws: a `RunError` of kind `held` that names the holder, or one of a missing file if the
  ///   folder was removed in the meantime.
  static func take(
    in folder: RunFolder, id: String, holder: LockHolder, under lease: Lease?
  ) throws(RunError) -> RunLock {
    // The folder is open. If nobody has taken the run over by now, whoever does so later puts
    // another folder in the place of this one.
    try lease?.renew()
    let file = try folder.open(fileName, for: .locking)
    try lock(file, in: folder, id: id, isNeeded: lease == nil)
    // Before the lock was ours, its folder may have been removed as an abandoned start.
    guard try folder.stands(fileName, for: file) else {
      throw RunError(FileError(.system(ENOENT), .locking, file.path))
    }
    try note(holder, in: file)
    return RunLock(file, lease)
  }

  private static func lock(
    _ file: RunFile, in folder: RunFolder, id: String, isNeeded: Bool
  ) throws(RunError) {
    for attempt in 0... {
      do {
        if try file.lock(exclusive: true) { return }
      } catch {
        guard !isNeeded, error.fault?.lockCode != nil else { throw error }
        return
      }
      if attempt == 10 { throw heldError(by: holder(in: folder), id: id) }
      usleep(5000)
    }
  }

  /// Refuses to write in the run's folder if another process may have taken the run over.
  ///
  /// - Throws: a `RunError` of kind `held`.
  func requireHeld() throws(RunError) { try lease?.requireHeld() }

  /// Whether another process is known to have taken the run over.
  var isLost: Bool { lease?.isLost ?? false }

  /// Replaces the name of the previous holder. The file is cut after writing and not before,
  /// because ext4 writes a file that was cut to zero to disk when it is closed.
  private static func note(_ holder: LockHolder, in file: RunFile) throws(RunError) {
    let text = Array(holder.text.utf8)
    do {
      try file.write(text)
      try file.truncate(to: text.count)
    } catch {
      // It is a note: on a full disk the lock holds without, and `gc` can make room.
      guard error.isLackOfSpace else { throw error }
      try? file.truncate(to: 0)
    }
  }

  /// Whether a process holds a run at this moment: by its lock, or by a lease where the process is on
  /// a machine whose locks may not be seen here.
  package static func isHeld(
    _ id: String, in folder: RunFolder, of workspace: Workspace
  ) throws(RunError) -> Bool {
    let lease = try lease(of: id, workspace, folder.files)
    if let lease, lease.isValid { return true }
    guard try isKnownHeld(in: folder) == true else { return false }
    // The holder of a lease that ran out was stopped and may be replaced, though it has the lock.
    guard let late = lease?.holder, let holder = holder(in: folder) else { return true }
    return !holder.isSame(as: late)
  }

  /// Refuses a run that a process holds at this moment.
  static func requireFree(
    _ folder: RunFolder, id: String, of workspace: Workspace
  ) throws(RunError) {
    if try isKnownHeld(in: folder) == true { throw heldError(by: holder(in: folder), id: id) }
    if let lease = try lease(of: id, workspace, folder.files), lease.isValid {
      throw heldError(by: lease.holder, id: id)
    }
  }

  private static func lease(
    of id: String, _ workspace: Workspace, _ files: any FileSystem
  ) throws(RunError) -> (holder: LockHolder?, isValid: Bool)? {
    do {
      let folder = try RunFolder(path: "\(workspace.runs)/\(LeaseFolder.name)", files: files)
      return try LeaseFolder.state(of: id, in: folder)
    } catch {
      if error.fault?.problem.isMissing == true { return nil }
      throw error
    }
  }

  /// nil if the file system has no locks.
  static func isKnownHeld(in folder: RunFolder) throws(RunError) -> Bool? {
    do {
      return try !folder.open(fileName, for: .reading).lock(exclusive: false)
    } catch {
      if error.fault?.problem.isMissing == true { return false }
      if error.fault?.lockCode != nil { return nil }
      throw error
    }
  }

  /// The process that holds the lock or held it last; nil if it is not known.
  package static func holder(in folder: RunFolder) -> LockHolder? {
    guard let bytes = try? folder.read(fileName, limit: 4096) else { return nil }
    return LockHolder(parsing: bytes)
  }

  static func heldError(by holder: LockHolder?, id: String) -> RunError {
    guard let holder else {
      return RunError(.held, "\(id) is held by another process")
    }
    return RunError(
      .held,
      "\(id) is held by process \(holder.process) on \(holder.host.printable) "
        + "since \(holder.since.printable)",
      advice: [
        "look on: \(command: .watch(run: id))",
        "to take over: \(holder.ending(from: .current()))",
      ])
  }
}
