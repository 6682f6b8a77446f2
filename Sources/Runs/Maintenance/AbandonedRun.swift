import Files

extension RunStore {
  /// Returns the remains of a start that ended before there was a run: a folder with nothing but
  /// the files that are written before run.json, without trained rows and not held by a process.
  ///
  /// - Returns: nil for every other folder.
  func abandonedRun(_ id: String, in runs: RunFolder) throws(RunError) -> Garbage? {
    guard let folder = try? runs.folder(id), (try? folder.isOfAbandonedRun()) == true,
      try !RunLock.isHeld(id, in: folder, of: workspace)
    else { return nil }
    return Garbage(kind: .abandonedRun, run: id, path: "", bytes: try folder.bytesInside())
  }

  /// Removes the folder of an abandoned start, under its lock. A start that has just made this
  /// folder and does not have its lock yet finds it gone and makes another.
  ///
  /// The removal survives a power loss only after `runs` is synchronised.
  ///
  /// - Returns: false if it is no longer abandoned, or if a process has taken it.
  /// - Throws: a `RunError` if it cannot be removed.
  func removeAbandonedRun(_ id: String, in runs: RunFolder) throws(RunError) -> Bool {
    let lease = try unlessHeld { () throws(RunError) in try self.lease(id) }
    guard let lease else { return false }
    defer { lease?.release() }
    // Nothing is written into any other folder.
    guard let folder = try? runs.folder(id), (try? folder.isOfAbandonedRun()) == true else {
      return false
    }
    let lock = try unlessHeld { () throws(RunError) in
      try RunLock.take(in: folder, id: id, holder: .current(), under: lease)
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
      // After the lock was removed, a start of the same name took the folder over, or another
      // process removed it.
      guard let problem = error.fault?.problem, problem.code == ENOTEMPTY || problem.isMissing
      else { throw error }
      return false
    }
    return true
  }

  /// Returns the result of a function that needs the lock; nil if a process holds it or has removed
  /// it.
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

  /// Whether the folder contains only what a start writes before run.json, without rows or
  /// checkpoints.
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
