import Datasets
import Experiments
import Files
import JSON

/// The right to write in a run's folder, given by the system to one process at a time and taken
/// back by it when the process ends, however it ends.
package final class RunLock {
  static let fileName = ".lock"

  private let file: RunFile

  private init(_ file: RunFile) {
    self.file = file
  }

  /// Takes the lock of a run's folder.
  ///
  /// Somebody who only looks whether it is held has it for a moment, so it is asked for a few
  /// times over 50 ms.
  ///
  /// - Parameter holder: what others are told who are refused meanwhile.
  /// - Throws: a `RunError` of kind `held`, naming the holder; one of a missing file where the
  ///   folder was removed meanwhile.
  package static func take(
    in folder: RunFolder, id: String, holder: LockHolder
  ) throws(RunError) -> RunLock {
    let file = try folder.open(fileName, for: .locking)
    for attempt in 0... {
      if try file.lock(exclusive: true) { break }
      if attempt == 10 { throw heldError(in: folder, id: id) }
      usleep(5000)
    }
    // Until it was ours, somebody may have removed it with a folder that was no run.
    guard try folder.stands(fileName, for: file) else {
      throw RunError(FileError(.system(ENOENT), .locking, file.path))
    }
    try note(holder, in: file)
    return RunLock(file)
  }

  /// Writes who holds the lock over who held it last. Cut after it is written, not before: a file
  /// that was cut to nothing is brought to the disk by ext4 when it is closed.
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
  /// Where the file system has no locks the answer is true: another process may be training the run.
  package static func isHeld(in folder: RunFolder) throws(RunError) -> Bool {
    try isKnownHeld(in: folder) ?? true
  }

  /// Refuses a run that a process holds at this moment.
  static func requireFree(_ folder: RunFolder, id: String) throws(RunError) {
    if try isKnownHeld(in: folder) == true { throw heldError(in: folder, id: id) }
  }

  /// nil where the file system has no locks.
  private static func isKnownHeld(in folder: RunFolder) throws(RunError) -> Bool? {
    do {
      return try !folder.open(fileName, for: .reading).lock(exclusive: false)
    } catch {
      if error.fault?.problem.isMissing == true { return false }
      if error.fault?.lockCode != nil { return nil }
      throw error
    }
  }

  /// Who holds the lock, or held it last; nil where nobody says.
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
