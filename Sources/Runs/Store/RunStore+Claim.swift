import Datasets
import Files

/// The number of times a start tries again if another process removes its folder before it is
/// locked.
private let maximumLosses = 100

/// The folder of a new run, which belongs to this process alone, and its lock.
struct ClaimedFolder {
  let id: String
  let folder: RunFolder
  let lock: RunLock

  /// Removes the files that a start writes before run.json.
  func empty() throws(RunError) {
    let written = [
      Run.definitionFile, Run.metricsFile, Run.stepsFile, Run.timingFile,
    ]
    for name in try folder.names() where written.contains(name) || name.hasPrefix(scratchPrefix) {
      try folder.removeFile(name)
    }
    if try folder.status(of: CheckpointName.folder) != nil {
      // A fork's first checkpoint.
      let checkpoints = try folder.folder(CheckpointName.folder)
      for name in try checkpoints.names() { try checkpoints.removeFile(name) }
      try folder.removeFolder(CheckpointName.folder)
    }
  }
}

extension RunStore {
  /// Opens `runs/`, creating it if it is missing.
  func makeRunsFolder() throws(RunError) -> RunFolder {
    if let runs = try runsFolder() { return runs }
    let root = try RunFolder(path: workspace.path, files: files)
    do {
      _ = try root.makeFolder("runs")
    } catch {
      if error.fault?.problem.isTaken != true { throw error }
    }
    try root.synchronize()
    return try RunFolder(path: workspace.runs, printed: workspace.printed("runs"), files: files)
  }

  /// Claims the next number of an experiment, one above every number in use or in the trash.
  func claimFolder(
    experiment: String, in runs: RunFolder
  ) throws(RunError) -> ClaimedFolder {
    var used = try runs.names()
    if try runs.status(of: Self.trash)?.kind == .folder {
      used += try runs.folder(Self.trash).names()
    }
    var number = 1 + (used.compactMap { Self.claimedNumber($0, experiment: experiment) }.max() ?? 0)
    var losses = 0
    while true {
      let id = RunID.numbered(experiment, number)
      if let problem = RunID.problem(id) {
        throw RunError(
          .usage, "\(quoted(experiment)) cannot name a run: \(problem)",
          advice: ["name the run: --name ID"])
      }
      do {
        return try claimNewNumber(id, in: runs)
      } catch {
        let isTaken = error.fault?.problem.isTaken == true || error.kind == .held
        let isLost = error.fault?.problem.isMissing == true && losses < maximumLosses
        guard isTaken || isLost else { throw error }
        if isLost { losses += 1 }
      }
      number += 1
    }
  }

  /// In the trash, a name may have a suffix after the id.
  private static func claimedNumber(_ name: String, experiment: String) -> Int? {
    if let number = RunID.number(of: name, experiment: experiment) { return number }
    let digits = name.lowercased().dropFirst(experiment.utf8.count + 1)
    let count = digits.utf8.prefix { (48...57).contains($0) }.count
    let id = name.prefix(experiment.count + 1 + count)
    return RunID.number(of: String(id), experiment: experiment)
  }

  /// Claims exactly this id. The folder of an abandoned start with the same name is taken over.
  ///
  /// - Throws: a `RunError` of kind `usage` if the id is taken, also by a process that has just
  ///   begun a run of that name.
  func claimFolder(
    name: String, in runs: RunFolder, for purpose: NamePurpose = .training
  ) throws(RunError) -> ClaimedFolder {
    do {
      return try claimUnlessHeld(name, in: runs, for: purpose)
    } catch {
      guard error.kind == .held else { throw error }
      throw RunError(
        .usage, "--name \(quoted(name)) is taken: a run of that name was begun by another process",
        advice: ["take another name: --name ID"])
    }
  }

  private func claimUnlessHeld(
    _ name: String, in runs: RunFolder, for purpose: NamePurpose
  ) throws(RunError) -> ClaimedFolder {
    try checkFree(name, in: runs, for: purpose)
    let lease = try lease(name)
    if lease != nil, Self.isRun(name, in: runs) {
      lease?.release()
      throw RunError(.held, "\(name) was begun by another process meanwhile")
    }
    do throws(RunError) {
      var losses = 0
      while true {
        do {
          return try claimNewOrLeft(name, in: runs, purpose, lease)
        } catch {
          guard error.fault?.problem.isMissing == true, losses < maximumLosses else { throw error }
          losses += 1
        }
      }
    } catch {
      lease?.release()
      throw error
    }
  }

  /// Refuses the id of a run, also in other letter case.
  func checkFree(
    _ name: String, in runs: RunFolder, for purpose: NamePurpose = .training
  ) throws(RunError) {
    let others = try runs.names().filter { $0.lowercased() == name.lowercased() }
    if let other = others.first(where: { $0 != name }) {
      try refuseObstacle(other, to: name, in: runs)
      throw taken(name, by: other, purpose)
    }
    try refuseObstacle(name, to: name, in: runs)
    // Gone meanwhile, it is free.
    guard let folder = try? runs.folder(name) else { return }
    if try folder.status(of: Run.recordFile) != nil { throw taken(name, by: name, purpose) }
  }

  /// Refuses a name if something that is no folder, and so no run, has it in `runs/`.
  private func refuseObstacle(
    _ entry: String, to name: String, in runs: RunFolder
  ) throws(RunError) {
    guard let kind = try runs.status(of: entry)?.kind, kind != .folder else { return }
    throw RunError(
      .usage,
      "--name \(quoted(name)) is taken: \(runs.path(of: entry)) is in the way, which is no run",
      advice: ["move it away, or take another name: --name ID"])
  }

  /// Claims a new folder or one that a start left.
  private func claimNewOrLeft(
    _ name: String, in runs: RunFolder, _ purpose: NamePurpose, _ lease: Lease?
  ) throws(RunError) -> ClaimedFolder {
    do {
      return try claimNew(name, in: runs, lease)
    } catch {
      if error.fault?.problem.isTaken != true { throw error }
    }
    let folder: RunFolder
    do {
      folder = try runs.folder(name)
    } catch {
      try refuseObstacle(name, to: name, in: runs)
      throw error
    }
    guard try folder.status(of: Run.recordFile) == nil else { throw taken(name, by: name, purpose) }
    let claim = try claimed(name, folder, lease)
    guard try folder.status(of: Run.recordFile) == nil else { throw taken(name, by: name, purpose) }
    try claim.empty()
    return claim
  }

  /// Makes a run's folder and takes its lock. A folder that cannot be locked is removed, unless
  /// another process has it.
  ///
  /// - Throws: a `RunError` of kind `held` if another start took the folder over before it was
  ///   locked; one of a missing file if it was removed as abandoned.
  private func claimNew(
    _ id: String, in runs: RunFolder, _ lease: Lease?
  ) throws(RunError) -> ClaimedFolder {
    let folder = try runs.makeFolder(id)
    do {
      return try claimed(id, folder, lease)
    } catch {
      if error.kind != .held, error.fault?.problem.isMissing != true {
        try? folder.removeFile(RunLock.fileName)
        try? runs.removeFolder(id)
      }
      throw error
    }
  }

  /// Claims a number that no run has had, and which nobody waits for.
  private func claimNewNumber(
    _ id: String, in runs: RunFolder
  ) throws(RunError) -> ClaimedFolder {
    let lease = try lease(id)
    do {
      return try claimNew(id, in: runs, lease)
    } catch {
      lease?.release()
      throw error
    }
  }

  private func claimed(
    _ id: String, _ folder: RunFolder, _ lease: Lease?
  ) throws(RunError) -> ClaimedFolder {
    let holder = LockHolder.current()
    return ClaimedFolder(
      id: id, folder: folder,
      lock: try RunLock.take(in: folder, id: id, holder: holder, under: lease))
  }

  private func taken(_ name: String, by other: String, _ purpose: NamePurpose) -> RunError {
    guard name == other else {
      return RunError(
        .usage, "--name \(quoted(name)) is taken: there is a run \(quoted(other))",
        advice: ["ids differ in more than letter case; take another name: --name ID"])
    }
    var advice: [Remedy] = ["take another name: --name ID"]
    if purpose == .training {
      advice = [
        "to resume that run: \(command: .resume(run: name))",
        "or take another name; without --name the run gets its experiment's name and a number",
      ]
    }
    return RunError(
      .usage, "--name \(quoted(name)) is taken: there is a run of that name", advice: advice)
  }
}

/// The purpose of a name.
enum NamePurpose {
  /// A training; without a name it gets a number.
  case training
  /// An import, which needs a name.
  case importing
}
