import Files

extension RunStore {
  /// What a start left that ended before there was a run: a folder with nothing but what is written
  /// before run.json, of which nothing was trained and which no process has.
  ///
  /// - Returns: nil for every other folder.
  func abandonedRun(_ id: String, in runs: RunFolder) throws(RunError) -> Garbage? {
    guard let folder = try? runs.folder(id), (try? folder.isOfAbandonedRun()) == true,
      try !RunLock.isHeld(in: folder)
    else { return nil }
    return Garbage(kind: .abandonedRun, run: id, path: "", bytes: try folder.bytesInside())
  }

  /// Removes the folder that a start left, under its lock. A start that has made this folder and
  /// does not yet have its lock finds it gone, and makes another.
  ///
  /// That it is gone outlasts a power loss only once `runs` is synchronised.
  ///
  /// - Returns: false where it is none any more, or a process has taken it.
  /// - Throws: a `RunError` where it cannot be removed.
  func removeAbandonedRun(_ id: String, in runs: RunFolder) throws(RunError) -> Bool {
    // Nothing is written into a folder that is something else.
    guard let folder = try? runs.folder(id), (try? folder.isOfAbandonedRun()) == true else {
      return false
    }
    let lock = try unlessHeld { () throws(RunError) in
      try RunLock.take(in: folder, id: id, holder: .current())
    }
    guard let lock, try folder.isOfAbandonedRun() else { return false }
    defer { withExtendedLifetime(lock) {} }
    for name in try folder.names() where name != RunLock.fileName {
      if try folder.status(of: name)?.kind == .folder {
        try folder.folder(name).removeContents()
        try folder.removeFolder(name)
      } else {
        try folder.removeFile(name)
      }
    }
    try folder.removeFile(RunLock.fileName)
    do {
      try runs.removeFolder(id)
    } catch {
      // Once the lock was gone, a start of the same name has taken it over, or another process has
      // removed it.
      guard let problem = error.fault?.problem, problem.code == ENOTEMPTY || problem.isMissing
      else { throw error }
      return false
    }
    return true
  }

  /// Returns what needs a lock, or nil where a process holds it or has removed it.
  func unlessHeld<Result>(
    _ take: () throws(RunError) -> Result
  ) throws(RunError) -> Result? {
    do {
      return try take()
    } catch {
      if error.kind == .held || error.fault?.problem.isMissing == true { return nil }
      throw error
    }
  }
}

extension RunFolder {
  private static let tables = [Run.metricsFile, Run.stepsFile, Run.timingFile]

  /// Whether nothing is inside but what a start writes before run.json, and no row, no checkpoint.
  fileprivate func isOfAbandonedRun() throws(RunError) -> Bool {
    for name in try names() {
      switch try status(of: name)?.kind {
      case .file:
        if [RunLock.fileName, Run.definitionFile].contains(name) { continue }
        if name.hasPrefix(scratchPrefix) { continue }
        guard Self.tables.contains(name), try hasNoRow(name) else { return false }
      case .folder:
        guard name == CheckpointName.folder else { return false }
        let inside = try folder(name).names()
        guard inside.allSatisfy({ $0.hasPrefix(scratchPrefix) }) else { return false }
      case .symbolicLink, .other: return false
      // Gone meanwhile.
      case nil: continue
      }
    }
    return true
  }

  /// Whether a table has its header at most.
  private func hasNoRow(_ name: String) throws(RunError) -> Bool {
    guard let bytes = try? read(name, limit: 1 << 16) else { return false }
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return end + 1 >= bytes.count
  }
}
