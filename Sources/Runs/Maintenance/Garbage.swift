import Experiments
import Files

/// Something in `runs/` that is not needed any more.
package struct Garbage: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// An unfinished write of a process that has ended.
    case scratch = "unfinished write"
    /// A checkpoint beyond those that the definition keeps.
    case checkpoint = "checkpoint not kept"
    /// A run that was removed.
    case removedRun = "removed run"
    /// The folder of a start that ended before there was a run.
    case abandonedRun = "cut-off start"
    /// All leases of runs that nobody holds, together.
    case leases = "old leases"
  }

  package let kind: Kind
  /// The run's id, or its name in the trash; empty for leases.
  package let run: String
  /// Inside the folder; empty for the whole of it.
  package let path: String
  package let bytes: Int

  package init(kind: Kind, run: String, path: String, bytes: Int) {
    self.kind = kind
    self.run = run
    self.path = path
    self.bytes = bytes
  }

  static func leases(_ bytes: Int) -> Garbage {
    Garbage(kind: .leases, run: "", path: "", bytes: bytes)
  }

  /// `runs/lenet5-sgd-001/checkpoints/.tmp-4711-9f03ac`
  package var printed: String {
    switch kind {
    case .removedRun: "runs/\(RunStore.trash)/\(run)"
    case .abandonedRun: "runs/\(run)"
    case .scratch, .checkpoint: "runs/\(run)/\(path)"
    case .leases: "runs/\(LeaseFolder.name)"
    }
  }
}

/// What was found or freed, and the problems. A problem with one run does not affect the others.
package struct CollectedGarbage: Hashable, Sendable {
  package fileprivate(set) var garbage: [Garbage] = []
  package fileprivate(set) var problems: [RunError] = []

  /// Their bytes together.
  package var bytes: Int { garbage.totalBytes }

  /// Adds the result of a part, or its error.
  mutating func add(_ part: () throws(RunError) -> [Garbage]) {
    do throws(RunError) {
      garbage += try part()
    } catch {
      problems.append(error)
    }
  }
}

extension [Garbage] {
  /// The sum of the bytes, at most `Int.max`, because files may claim any number.
  package var totalBytes: Int { reduce(0) { $0.addingSaturated($1.bytes) } }
}

extension RunStore {
  /// Finds garbage. Nothing of a run that a process trains is garbage, and no checkpoint that is
  /// the first, the best, one of the newest, or the origin of a fork.
  ///
  /// If a run has more checkpoints than its definition keeps, the newest are read completely until
  /// enough of them pass every check. Others are not read, and no data files either.
  ///
  /// - Throws: a `RunError` if `runs/` cannot be read at all.
  package func garbage() throws(RunError) -> CollectedGarbage {
    var found = CollectedGarbage()
    guard let runs = try runsFolder() else { return found }
    let suspects = try suspects(in: runs)
    found.problems = suspects.unreadable
    let sources = try forkedSteps(in: runs)
    for id in suspects.runs {
      found.add { () throws(RunError) in
        guard let run = try listed(id, in: runs)?.get(), !run.isHeld else { return [] }
        return try scratch(of: run)
      }
      found.add { () throws(RunError) in
        guard let run = try? listed(id, in: runs)?.get(), !run.isHeld else { return [] }
        return try spareCheckpoints(of: run, forked: sources)
      }
    }
    for id in suspects.folders {
      found.add { () throws(RunError) in try abandonedRun(id, in: runs).map { [$0] } ?? [] }
    }
    try addRemovedRuns(in: runs, to: &found)
    found.add { () throws(RunError) in
      let bytes = try leases(in: runs)?.oldBytes { hasEnded($0, in: runs) } ?? 0
      return bytes > 0 ? [.leases(bytes)] : []
    }
    return found
  }

  /// nil if no run was ever held by a lease.
  private func leases(in runs: RunFolder) throws(RunError) -> LeaseFolder? {
    guard try runs.status(of: LeaseFolder.name)?.kind == .folder else { return nil }
    return LeaseFolder(try runs.folder(LeaseFolder.name), term: .standard)
  }

  /// Whether a run is gone, or its training came to an end.
  private func hasEnded(_ id: String, in runs: RunFolder) -> Bool {
    guard let run = listed(id, in: runs) else { return true }
    return (try? run.get().record.state != .running) ?? false
  }

  private func addRemovedRuns(
    in runs: RunFolder, to found: inout CollectedGarbage
  ) throws(RunError) {
    guard try runs.status(of: Self.trash)?.kind == .folder else { return }
    let trash = try runs.folder(Self.trash)
    for name in try trash.names() {
      found.add { () throws(RunError) in
        guard try trash.status(of: name)?.kind == .folder else { return [] }
        let removed = try trash.folder(name)
        // An empty folder prevents the number from being used again.
        if try removed.names().isEmpty { return [] }
        return [
          Garbage(kind: .removedRun, run: name, path: "", bytes: try removed.bytesInside())
        ]
      }
    }
  }

  private func scratch(of run: Run) throws(RunError) -> [Garbage] {
    var garbage = try run.folder.scratchFiles().map {
      Garbage(kind: .scratch, run: run.id, path: $0.name, bytes: $0.bytes)
    }
    guard try run.folder.status(of: CheckpointName.folder)?.kind == .folder else { return garbage }
    garbage += try run.folder.folder(CheckpointName.folder).scratchFiles().map {
      Garbage(
        kind: .scratch, run: run.id, path: "\(CheckpointName.folder)/\($0.name)", bytes: $0.bytes)
    }
    return garbage
  }

  private func spareCheckpoints(
    of run: Run, forked: Set<ForkedStep>
  ) throws(RunError) -> [Garbage] {
    guard run.record.imported == nil,
      try run.folder.status(of: CheckpointName.folder)?.kind == .folder
    else { return [] }
    let saved = try run.checkpoints()
    guard !saved.isEmpty else { return [] }
    let checkpoints = try run.checkpointFolder()
    let obsolete = checkpoints.obsolete(
      by: checkpoints.owner.outline.checkpoint, tables: try CountedTables(of: run))
    return saved.filter { item in
      obsolete.contains(item.step)
        && !forked.contains(ForkedStep(run: run.id, step: item.step))
    }.map { item in
      Garbage(
        kind: .checkpoint, run: run.id,
        path: "\(CheckpointName.folder)/\(CheckpointName.file(step: item.step))",
        bytes: item.bytes)
    }
  }
}

extension RunStore {
  /// Frees what was found if it is still garbage. A run that a process has taken in the meantime is
  /// left alone. Problems are recorded, and everything else is freed.
  ///
  /// - Throws: a `RunError` if `runs/` cannot be read at all.
  package func free(_ garbage: [Garbage]) throws(RunError) -> CollectedGarbage {
    var freed = CollectedGarbage()
    guard let runs = try runsFolder() else { return freed }
    let sources = try forkedSteps(in: runs)
    let inRuns = Dictionary(
      grouping: garbage.filter { $0.kind == .scratch || $0.kind == .checkpoint }, by: \.run)
    for (id, items) in inRuns.sorted(by: { $0.key < $1.key }) {
      free(Set(items), of: id, forked: sources, &freed)
    }
    for item in garbage where item.kind == .abandonedRun {
      freed.add { () throws(RunError) in
        try removeAbandonedRun(item.run, in: runs) ? [item] : []
      }
    }
    if garbage.contains(where: { $0.kind == .abandonedRun }) { try runs.synchronize() }
    // All are emptied before the first is synchronised, which then does most of the work for the
    // others.
    var emptied: [Garbage] = []
    for item in garbage where item.kind == .removedRun {
      freed.add { () throws(RunError) in
        try runs.folder(Self.trash).folder(item.run).removeContents()
        emptied.append(item)
        return []
      }
    }
    for item in emptied {
      freed.add { () throws(RunError) in
        try runs.folder(Self.trash).folder(item.run).synchronize()
        return [item]
      }
    }
    if garbage.contains(where: { $0.kind == .leases }) {
      freed.add { () throws(RunError) in
        [.leases(try leases(in: runs)?.removeOld { hasEnded($0, in: runs) } ?? 0)]
      }
    }
    return freed
  }

  /// Frees the garbage of one run, under its lock.
  private func free(
    _ items: Set<Garbage>, of id: String, forked: Set<ForkedStep>, _ freed: inout CollectedGarbage
  ) {
    var still: [Garbage] = []
    do throws(RunError) {
      guard let lock = try unlessHeld(try run(id).lock) else { return }
      defer { withExtendedLifetime(lock) {} }
      let run = try run(id)
      // Each kind separately: even if checkpoints cannot be judged, unfinished files can.
      if items.contains(where: { $0.kind == .scratch }) { still += try scratch(of: run) }
      if items.contains(where: { $0.kind == .checkpoint }) {
        still += try spareCheckpoints(of: run, forked: forked)
      }
      for item in still where items.contains(item) {
        freed.add { () throws(RunError) in
          try run.remove(item)
          return [item]
        }
      }
    } catch {
      freed.problems.append(error)
    }
  }
}

extension Run {
  /// Removes a scratch file or a checkpoint.
  fileprivate func remove(_ garbage: Garbage) throws(RunError) {
    let parts = garbage.path.split(separator: "/").map(String.init)
    let parent = parts.count > 1 ? try folder.folder(parts[0]) : folder
    try parent.removeFile(parts[parts.count - 1])
    try parent.synchronize()
  }
}
