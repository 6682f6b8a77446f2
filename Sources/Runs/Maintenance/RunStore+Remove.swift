import Datasets
import Files

extension RunStore {
  /// Moves runs to `runs/.trash/`, all or none: first every lock is taken, and if a run cannot be
  /// moved, the earlier ones are moved back.
  ///
  /// The number of a run stays in use while its folder is in the trash.
  /// - Throws: a `RunError` of kind `held` that names the run that a process trains.
  package func remove(_ removed: [Run]) throws(RunError) {
    let locks = try removed.map { run throws(RunError) in try run.lock() }
    defer { withExtendedLifetime(locks) {} }
    let runs = try makeRunsFolder()
    let trash = try makeTrash(in: runs)
    var moved: [(id: String, name: String)] = []
    do throws(RunError) {
      for run in removed {
        let name = try freeName(run.id, in: trash)
        do {
          try runs.move(run.id, into: trash, as: name)
        } catch {
          throw error.fault?.problem.isOnAnotherFileSystem == true
            ? elsewhere(runs.path(of: run.id), trash.path(of: name)) : error
        }
        moved.append((run.id, name))
      }
    } catch {
      for run in moved.reversed() { try? trash.move(run.name, into: runs, as: run.id) }
      throw error
    }
    try trash.synchronize()
    try runs.synchronize()
  }

  /// A folder on the lower layer of an overlay cannot be renamed. The advice is to copy it with
  /// another program.
  private func elsewhere(_ run: String, _ place: String) -> RunError {
    RunError(
      .failed,
      "\(run) is on another file system, or another layer of one, than \(place) and cannot be "
        + "moved there; nothing was removed",
      advice: ["copy it there and remove it: mv -T '\(run)' '\(place)'"])
  }

  func makeTrash(in runs: RunFolder) throws(RunError) -> RunFolder {
    if try runs.status(of: Self.trash) == nil {
      let trash = try runs.makeFolder(Self.trash)
      try runs.synchronize()
      return trash
    }
    return try runs.folder(Self.trash)
  }

  /// Returns the id, with a number after it if a run of that name was removed before.
  func freeName(_ id: String, in trash: RunFolder) throws(RunError) -> String {
    var name = id
    var number = 2
    while try trash.status(of: name) != nil {
      name = "\(id).\(number)"
      number += 1
    }
    return name
  }
}
