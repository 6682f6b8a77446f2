import Datasets
import Experiments
import Files
import JSON

/// The right to write in a run's folder. The system gives it to one process at a time and releases
/// it when that process ends, however it ends.
package final class RunLock {
  static let fileName = ".lock"

  private let file: RunFile

  private init(_ file: RunFile) {
    self.file = file
  }

  /// Takes the lock of a run's folder.
  ///
  /// A process that only checks whether it is held has it for a moment, so this tries several times
  /// over 50 ms.
  ///
  /// - Parameter holder: the holder that others see in their error message.
  /// - Throws: a `RunError` of kind `held` that names the holder, or one of a missing file if the
  ///   folder was removed in the meantime.
  package static func take(
    in folder: RunFolder, id: String, holder: LockHolder
  ) throws(RunError) -> RunLock {
    let file = try folder.open(fileName, for: .locking)
    for attempt in 0... {
      if try file.lock(exclusive: true) { break }
      if attempt == 10 { throw heldError(in: folder, id: id) }
      usleep(5000)
    }
    // Before the lock was ours, its folder may have been removed as an abandoned start.
    guard try folder.stands(fileName, for: file) else {
      throw RunError(FileError(.system(ENOENT), .locking, file.path))
    }
    try note(holder, in: file)
    return RunLock(file)
  }

  /// Replaces the name of the previous holder. The file is cut after writing and not before,
  /// because ext4 writes a file that was cut to zero to disk when it is closed.
  private static func note(_ holder: LockHolder, in file: RunFile) throws(RunError) {
    let text = Array(holder.text.utf8)
    do {
      try file.write(text)
      try file.truncate(to: text.count)
    } catch {
      // It is a note: on a full disk the lock holds without, and `gc` can make room.
      guard error.fault?.problem.isLackOfSpace == true else { throw error }
      try? file.truncate(to: 0)
    }
  }

  /// Whether a process holds the lock of a run's folder at this moment.
  ///
  /// If the file system has no locks, the answer is true: another process may be training the run.
  package static func isHeld(in folder: RunFolder) throws(RunError) -> Bool {
    try isKnownHeld(in: folder) ?? true
  }

  /// Refuses a run that a process holds at this moment.
  static func requireFree(_ folder: RunFolder, id: String) throws(RunError) {
    if try isKnownHeld(in: folder) == true { throw heldError(in: folder, id: id) }
  }

  /// nil if the file system has no locks.
  private static func isKnownHeld(in folder: RunFolder) throws(RunError) -> Bool? {
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

  private static func heldError(in folder: RunFolder, id: String) -> RunError {
    guard let holder = holder(in: folder) else {
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
