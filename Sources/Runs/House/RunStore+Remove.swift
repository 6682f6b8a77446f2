extension RunStore {
  /// Moves runs to `runs/.trash/`, all or none: first every lock is taken.
  ///
  /// A run's number stays in use while its folder is in the trash.
  /// - Throws: a `RunError` of kind `held`, naming the run that a process trains.
  package func remove(_ removed: [Run]) throws(RunError) {
    var locks: [RunLock] = []
    for run in removed {
      locks.append(try RunLock.take(in: run.folder, id: run.id, holder: .current()))
    }
    defer { withExtendedLifetime(locks) {} }
    let runs = try makeRunsFolder()
    let trash = try makeTrash(in: runs)
    for run in removed {
      try runs.move(run.id, into: trash, as: try freeName(run.id, in: trash))
    }
    try trash.synchronize()
    try runs.synchronize()
  }

  private func makeTrash(in runs: Folder) throws(RunError) -> Folder {
    if try runs.status(of: Self.trash) == nil {
      let trash = try runs.makeFolder(Self.trash)
      try runs.synchronize()
      return trash
    }
    return try runs.folder(Self.trash)
  }

  /// The id, or with a number after it where a run of that name was removed before.
  private func freeName(_ id: String, in trash: Folder) throws(RunError) -> String {
    var name = id
    var number = 2
    while try trash.status(of: name) != nil {
      name = "\(id).\(number)"
      number += 1
    }
    return name
  }
}
