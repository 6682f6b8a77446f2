import Experiments
import Files

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

  package init(kind: Kind, run: String, path: String, bytes: Int) {
    self.kind = kind
    self.run = run
    self.path = path
    self.bytes = bytes
  }

  /// `runs/lenet5-sgd-001/checkpoints/.tmp-4711-9f03ac`
  package var printed: String {
    switch kind {
    case .removedRun: "runs/\(RunStore.trash)/\(run)"
    case .cutOffStart: "runs/\(run)"
    case .scratch, .checkpoint: "runs/\(run)/\(path)"
    }
  }
}

/// What was found or freed, and what stood in the way: each problem leaves all else alone.
package struct CollectedWaste: Hashable, Sendable {
  package fileprivate(set) var waste: [Waste] = []
  package fileprivate(set) var problems: [RunError] = []

  /// Their bytes together.
  package var bytes: Int { waste.totalBytes }

  /// Notes what a part came to, or why it came to nothing.
  mutating func add(_ part: () throws(RunError) -> [Waste]) {
    do throws(RunError) {
      waste += try part()
    } catch {
      problems.append(error)
    }
  }
}

extension [Waste] {
  /// Their bytes together, `Int.max` at most: a file may say that it has any number.
  package var totalBytes: Int { reduce(0) { $0.addingSaturated($1.bytes) } }
}

extension RunStore {
  /// Finds what can go: nothing of a run that a process trains, and no checkpoint that is the
  /// first, the best, one of the newest, or that another run was forked from.
  ///
  /// Where a run has more checkpoints than its definition keeps, the newest are read whole, until
  /// there are so many that pass every check; the others are not read, and no data is.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read at all.
  package func waste() throws(RunError) -> CollectedWaste {
    var found = CollectedWaste()
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
      found.add { () throws(RunError) in try cutOffStart(id, in: runs).map { [$0] } ?? [] }
    }
    try addRemovedRuns(in: runs, to: &found)
    return found
  }

  private func addRemovedRuns(
    in runs: RunFolder, to found: inout CollectedWaste
  ) throws(RunError) {
    guard try runs.status(of: Self.trash)?.kind == .folder else { return }
    let trash = try runs.folder(Self.trash)
    for name in try trash.names() {
      found.add { () throws(RunError) in
        guard try trash.status(of: name)?.kind == .folder else { return [] }
        let removed = try trash.folder(name)
        // An empty folder keeps the number from being used again.
        if try removed.names().isEmpty { return [] }
        return [
          Waste(kind: .removedRun, run: name, path: "", bytes: try removed.bytesInside())
        ]
      }
    }
  }

  private func scratch(of run: Run) throws(RunError) -> [Waste] {
    var waste = try run.folder.scratchFiles().map {
      Waste(kind: .scratch, run: run.id, path: $0.name, bytes: $0.bytes)
    }
    guard try run.folder.status(of: CheckpointName.folder)?.kind == .folder else { return waste }
    waste += try run.folder.folder(CheckpointName.folder).scratchFiles().map {
      Waste(
        kind: .scratch, run: run.id, path: "\(CheckpointName.folder)/\($0.name)", bytes: $0.bytes)
    }
    return waste
  }

  private func spareCheckpoints(
    of run: Run, forked: Set<ForkedStep>
  ) throws(RunError) -> [Waste] {
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
      Waste(
        kind: .checkpoint, run: run.id,
        path: "\(CheckpointName.folder)/\(CheckpointName.file(step: item.step))",
        bytes: item.bytes)
    }
  }
}

extension RunStore {
  /// Frees what was found, as far as it is still waste; a run that a process has taken meanwhile is
  /// left alone. What cannot be freed is noted, and the others are freed.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read at all.
  package func free(_ waste: [Waste]) throws(RunError) -> CollectedWaste {
    var freed = CollectedWaste()
    guard let runs = try runsFolder() else { return freed }
    let sources = try forkedSteps(in: runs)
    let inRuns = Dictionary(
      grouping: waste.filter { $0.kind == .scratch || $0.kind == .checkpoint }, by: \.run)
    for (id, items) in inRuns.sorted(by: { $0.key < $1.key }) {
      free(Set(items), of: id, forked: sources, &freed)
    }
    for item in waste where item.kind == .cutOffStart {
      freed.add { () throws(RunError) in
        try removeCutOffStart(item.run, in: runs) ? [item] : []
      }
    }
    if waste.contains(where: { $0.kind == .cutOffStart }) { try runs.synchronize() }
    // All are emptied before the first is synchronised, which then does most of the others' work.
    var emptied: [Waste] = []
    for item in waste where item.kind == .removedRun {
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
    return freed
  }

  /// Frees what is in one run, under its lock.
  private func free(
    _ items: Set<Waste>, of id: String, forked: Set<ForkedStep>, _ freed: inout CollectedWaste
  ) {
    var still: [Waste] = []
    do throws(RunError) {
      guard let lock = try unlessHeld(try run(id).lock) else { return }
      defer { withExtendedLifetime(lock) {} }
      let run = try run(id)
      // Each by itself: where checkpoints cannot be judged, unfinished files can.
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
  fileprivate func remove(_ waste: Waste) throws(RunError) {
    let parts = waste.path.split(separator: "/").map(String.init)
    let parent = parts.count > 1 ? try folder.folder(parts[0]) : folder
    try parent.removeFile(parts[parts.count - 1])
    try parent.synchronize()
  }
}
