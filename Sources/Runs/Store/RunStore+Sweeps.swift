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
