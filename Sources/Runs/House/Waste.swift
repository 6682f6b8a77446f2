import Experiments

/// Something in `runs/` that nobody needs any more.
package struct Waste: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// What a process that is gone left of an unfinished write.
    case scratch = "unfinished write"
    /// Beyond what the definition keeps.
    case checkpoint = "checkpoint not kept"
    /// A run that was removed.
    case removedRun = "removed run"
    /// The folder of a start that ended before there was a run.
    case cutOffStart = "cut-off start"
  }

  package let kind: Kind
  /// The run's id, or its name in the trash.
  package let run: String
  /// Inside the folder; empty for the whole of it.
  package let path: String
  package let bytes: Int

  /// `runs/lenet5-sgd-001/checkpoints/.tmp-4711-9f03ac`
  package var printed: String {
    switch kind {
    case .removedRun: "runs/\(RunStore.trash)/\(run)"
    case .cutOffStart: "runs/\(run)"
    case .scratch, .checkpoint: "runs/\(run)/\(path)"
    }
  }
}

extension RunStore {
  /// Finds what can go: nothing of a run that a process trains, and no checkpoint that is the
  /// first, the best, one of the newest, or that another run was forked from.
  package func waste() throws(RunError) -> [Waste] {
    guard let runs = try runsFolder() else { return [] }
    let suspects = try suspects(in: runs)
    let sources = try forkedSteps(in: runs)
    var waste: [Waste] = []
    for id in suspects.runs {
      guard let run = try? listed(id, in: runs)?.get(), !run.isHeld else { continue }
      waste += try self.waste(of: run, forked: sources)
    }
    for id in suspects.folders {
      if let left = try cutOffStart(id, in: runs) { waste.append(left) }
    }
    return try waste + removedRuns(in: runs)
  }

  private func removedRuns(in runs: Folder) throws(RunError) -> [Waste] {
    guard try runs.status(of: Self.trash)?.kind == .folder else { return [] }
    let trash = try runs.folder(Self.trash)
    var waste: [Waste] = []
    for name in try trash.names() where try trash.status(of: name)?.kind == .folder {
      let removed = try trash.folder(name)
      // An empty folder keeps the number from being used again.
      if try removed.names().isEmpty { continue }
      waste.append(
        Waste(kind: .removedRun, run: name, path: "", bytes: try removed.bytesInside()))
    }
    return waste
  }

  /// Frees what was found, as far as it is still waste; a run that a process has taken meanwhile is
  /// left alone.
  ///
  /// - Returns: what was freed.
  package func free(_ waste: [Waste]) throws(RunError) -> [Waste] {
    guard let runs = try runsFolder() else { return [] }
    let sources = try forkedSteps(in: runs)
    var freed: [Waste] = []
    let inRuns = waste.filter { $0.kind == .scratch || $0.kind == .checkpoint }
    for id in Set(inRuns.map(\.run)).sorted() {
      guard let lock = try unlessHeld(try run(id).lock) else { continue }
      defer { withExtendedLifetime(lock) {} }
      let run = try run(id)
      for item in try self.waste(of: run, forked: sources) where inRuns.contains(item) {
        try run.remove(item)
        freed.append(item)
      }
    }
    for item in waste where item.kind == .cutOffStart {
      if try removeCutOffStart(item.run, in: runs) { freed.append(item) }
    }
    for item in waste where item.kind == .removedRun {
      try runs.folder(Self.trash).folder(item.run).removeContents()
      freed.append(item)
    }
    return freed
  }

  private func waste(of run: Run, forked: Set<ForkedStep>) throws(RunError) -> [Waste] {
    var waste: [Waste] = []
    let names = try run.folder.names().filter { $0.hasPrefix(scratchPrefix) }
    for name in names {
      let bytes = try run.folder.status(of: name)?.size ?? 0
      waste.append(Waste(kind: .scratch, run: run.id, path: name, bytes: bytes))
    }
    guard try run.folder.status(of: CheckpointName.folder)?.kind == .folder else { return waste }
    let folder = try run.folder.folder(CheckpointName.folder)
    for name in try folder.names() where name.hasPrefix(scratchPrefix) {
      let bytes = try folder.status(of: name)?.size ?? 0
      waste.append(
        Waste(
          kind: .scratch, run: run.id, path: "\(CheckpointName.folder)/\(name)", bytes: bytes))
    }
    // A definition that this version cannot read says nothing of what it keeps.
    guard let policy = try? run.experiment().checkpoint else { return waste }
    let saved = try run.checkpoints()
    let best = try run.summary()[policy.best.rawValue]?.best?.step
    let obsolete = policy.obsolete(
      among: saved.map(\.step), best: best, first: run.record.firstStep)
    for item in saved
    where obsolete.contains(item.step)
      && !forked.contains(ForkedStep(run: run.id, step: item.step))
    {
      waste.append(
        Waste(
          kind: .checkpoint, run: run.id,
          path: "\(CheckpointName.folder)/\(CheckpointName.file(step: item.step))",
          bytes: item.bytes))
    }
    return waste
  }
}

extension Run {
  /// Removes a scratch file or a checkpoint.
  fileprivate func remove(_ waste: Waste) throws(RunError) {
    let parts = waste.path.split(separator: "/").map(String.init)
    let parent = parts.count > 1 ? try folder.folder(parts[0]) : folder
    try parent.removeFile(parts[parts.count - 1])
    try parent.synchronize()
  }
}
