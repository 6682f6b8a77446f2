import Datasets
import Files

extension RunStore {
  /// Claims a run's lease where the workspace relies on leases. If an earlier holder may still
  /// write in the run's folder, another folder stands in its place when this returns: open the
  /// folder after this.
  ///
  /// - Returns: nil where locks are enough.
  /// - Throws: a `RunError` of kind `held` that names the holder.
  func lease(_ id: String) throws(RunError) -> Lease? {
    guard let term = workspace.leases.term else { return nil }
    let runs = try makeRunsFolder()
    let leases = LeaseFolder(try Self.madeFolder(LeaseFolder.name, in: runs), term: term)
    switch try leases.claim(id) {
    case .held(let holder): throw RunLock.heldError(by: holder, id: id)
    case .granted(let lease, let isTakenOver):
      do {
        try finishReplacement(of: id, in: runs, leases.folder)
        if isTakenOver {
          try replaceFolder(of: id, in: runs, leases.folder, lease)
          try lease.settle()
        }
      } catch {
        lease.abandon()
        throw error
      }
      lease.startRenewing()
      return lease
    }
  }

  /// Puts a copy in the place of a run's folder and moves the folder to the trash. What a process
  /// that has it open still writes in it has no effect on the run.
  ///
  /// A copy becomes `ID.copy` when it is complete, and only then is the folder moved away, so that
  /// the next to claim the run can always finish this.
  private func replaceFolder(
    of id: String, in runs: RunFolder, _ leases: RunFolder, _ lease: Lease
  ) throws(RunError) {
    guard try runs.status(of: id)?.kind == .folder else { return }
    let old = try runs.folder(id)
    try requireTakenOverLock(of: old, id: id, lease)
    let unfinished = "\(id).unfinished"
    for name in [unfinished, Self.completeCopy(of: id)] {
      guard try leases.status(of: name) != nil else { continue }
      try leases.folder(name).removeContents()
      try leases.removeFolder(name)
    }
    let copy = try leases.makeFolder(unfinished)
    try old.copyRun(to: copy)
    try leases.rename(unfinished, to: Self.completeCopy(of: id))
    try leases.synchronize()
    let trash = try makeTrash(in: runs)
    // The copy may have taken long.
    try lease.requireHeld()
    try runs.move(id, into: trash, as: try freeName(id, in: trash))
    try trash.synchronize()
    try finishReplacement(of: id, in: runs, leases)
  }

  /// Puts a complete copy in the place of a run whose folder was moved away.
  private func finishReplacement(
    of id: String, in runs: RunFolder, _ leases: RunFolder
  ) throws(RunError) {
    let copy = Self.completeCopy(of: id)
    guard try runs.status(of: id) == nil, try leases.status(of: copy) != nil else { return }
    try leases.move(copy, into: runs, as: id)
    try runs.synchronize()
  }

  /// Refuses a run whose lock a process has that is none of those whose leases ran out: it holds
  /// the run without a lease.
  private func requireTakenOverLock(
    of folder: RunFolder, id: String, _ lease: Lease
  ) throws(RunError) {
    guard try RunLock.isKnownHeld(in: folder) == true else { return }
    guard let holder = RunLock.holder(in: folder), !lease.replaces(holder) else { return }
    throw RunLock.heldError(by: holder, id: id)
  }

  /// In the folder of leases no other name ends so.
  private static func completeCopy(of id: String) -> String { "\(id).copy" }
}

/// How often a folder is copied again that changed meanwhile.
private let mostCopies = 10

extension RunFolder {
  /// Copies the files of a run, and those of its checkpoints, durably. Unfinished files and the lock
  /// are left out.
  ///
  /// A process that wakes up may write here meanwhile. It then notices that it lost the run and
  /// stops, so this copies until nothing was added or removed under its hands.
  ///
  /// - Throws: a `RunError` if something cannot be copied, or changes again and again.
  fileprivate func copyRun(to copy: RunFolder) throws(RunError) {
    for _ in 0..<mostCopies {
      // Checkpoints first: the rows that one counts were on disk before it was.
      let before = try contents()
      do {
        if before[CheckpointName.folder] != nil {
          let checkpoints = try copy.makeFolder(CheckpointName.folder)
          try folder(CheckpointName.folder).copyFiles(to: checkpoints)
        }
        try copyFiles(to: copy)
        if try contents() == before { return }
      } catch {
        // A file that was there may be gone.
        guard error.fault?.problem.isMissing == true else { throw error }
      }
      try copy.removeContents()
      usleep(100_000)
    }
    throw RunError(
      .held, "\(path) changes while it is copied: the process that lost it still writes",
      advice: ["try again in a minute"])
  }

  /// The names here and, for checkpoints, inside.
  private func contents() throws(RunError) -> [String: [String]] {
    var contents: [String: [String]] = [:]
    for name in try names() {
      contents[name] = name == CheckpointName.folder ? try folder(name).names() : []
    }
    return contents
  }

  private func copyFiles(to copy: RunFolder) throws(RunError) {
    for name in try names() where name != RunLock.fileName && !name.hasPrefix(scratchPrefix) {
      guard try status(of: name)?.kind == .file else { continue }
      let file = try copy.open(name, for: .creating)
      try open(name, for: .reading).readPieces { (piece) throws(RunError) in
        try file.write(Array(piece))
      }
      try file.synchronize()
      try file.close()
    }
    try copy.synchronize()
  }
}
