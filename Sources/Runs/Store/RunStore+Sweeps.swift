import Files

extension RunStore {
  static let sweeps = ".sweeps"

  /// Opens `runs/.sweeps/NAME/`, which holds what a sweep writes beside its runs; makes it if it is
  /// missing.
  ///
  /// - Throws: a `RunError` if it cannot be made or opened.
  package func makeSweepFolder(_ name: String) throws(RunError) -> RunFolder {
    try Self.madeFolder(name, in: Self.madeFolder(Self.sweeps, in: makeRunsFolder()))
  }

  /// Replaces a file of a sweep, unless it begins with these bytes: then another process knew more.
  /// One process at a time writes, and removes what one that was killed left unfinished.
  ///
  /// - Throws: a `RunError` if it cannot be written.
  package func publish(
    _ bytes: [UInt8], as name: String, ofSweep sweep: String
  ) throws(RunError) {
    let folder = try makeSweepFolder(sweep)
    let lock = try Self.writingLock(of: folder, sweep)
    defer { withExtendedLifetime(lock) {} }
    if lock != nil { _ = try folder.removeScratch() }
    let found = try folder.readIfPresent(name, limit: 1 << 28)
    if found?.starts(with: bytes) != true { try folder.publish(bytes, as: name) }
  }

  /// Returns the lock of a sweep's folder; nil where the file system has none.
  private static func writingLock(
    of folder: RunFolder, _ sweep: String
  ) throws(RunError) -> RunLock? {
    for attempt in 0... {
      do {
        return try RunLock.take(in: folder, id: "sweep \(sweep)", holder: .current())
      } catch {
        if error.fault?.lockCode != nil { return nil }
        // Another process writes for some milliseconds.
        guard error.kind == .held, attempt < 100 else { throw error }
      }
    }
    return nil
  }

  /// Opens `runs/.sweeps/NAME/`; returns nil if there is none.
  ///
  /// - Throws: a `RunError` if it cannot be opened.
  package func sweepFolder(_ name: String) throws(RunError) -> RunFolder? {
    guard let runs = try runsFolder(), try runs.status(of: Self.sweeps) != nil else { return nil }
    let sweeps = try runs.folder(Self.sweeps)
    return try sweeps.status(of: name) == nil ? nil : try sweeps.folder(name)
  }

  /// Reads a file of `runs/.sweeps/` that all sweeps share; returns nil if there is none.
  ///
  /// - Throws: a `RunError` if it cannot be read.
  package func sweepsFile(_ name: String) throws(RunError) -> [UInt8]? {
    guard let runs = try runsFolder(), try runs.status(of: Self.sweeps) != nil else { return nil }
    return try runs.folder(Self.sweeps).readIfPresent(name, limit: 1 << 20)
  }

  static func madeFolder(
    _ name: String, in folder: RunFolder
  ) throws(RunError) -> RunFolder {
    if try folder.status(of: name) == nil {
      do {
        _ = try folder.makeFolder(name)
        try folder.synchronize()
      } catch {
        // Another process was faster.
        if error.fault?.problem.isTaken != true { throw error }
      }
    }
    return try folder.folder(name)
  }
}
