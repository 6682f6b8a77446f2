package import Files

/// The runs of a workspace.
package struct RunStore: Sendable {
  package let workspace: Workspace
  package let files: any FileSystem
  /// Whether checkpoints are saved while the training continues.
  package let savesInBackground: Bool
  /// The index is written only if this many runs are missing from it; reading fewer takes no time.
  let fewestIndexed: Int

  package init(
    workspace: Workspace, files: any FileSystem = SystemFiles(), savesInBackground: Bool = true,
    fewestIndexed: Int = 256
  ) {
    self.fewestIndexed = fewestIndexed
    self.workspace = workspace
    self.files = files
    self.savesInBackground = savesInBackground
  }

  static let trash = ".trash"

  /// Opens `runs/`; returns nil if it does not exist yet.
  func runsFolder() throws(RunError) -> RunFolder? {
    do {
      return try RunFolder(path: workspace.runs, printed: workspace.printed("runs"), files: files)
    } catch {
      if error.fault?.problem.isMissing == true { return nil }
      throw error
    }
  }

  /// The ids of all runs, in natural order. A folder without run.json is no run: its start was
  /// cut off before the first write that counts.
  package func ids() throws(RunError) -> [String] {
    try ids { _ in true }.sorted(by: precedesNaturally)
  }

  /// Returns the ids that satisfy a condition, in no particular order.
  func ids(where isIncluded: (String) -> Bool) throws(RunError) -> [String] {
    guard let runs = try runsFolder() else { return [] }
    return try runs.kinds().compactMap { name, kind in
      guard isIncluded(name), RunID.isValid(name) else { return nil }
      let isFound = kind == .folder && runs.identity(of: Run.recordFile, inside: name) != nil
      return isFound || Self.isRun(name, in: runs) ? name : nil
    }
  }

  /// A folder that cannot be examined counts as a run, so that opening it reports the reason.
  static func isRun(_ id: String, in runs: RunFolder) -> Bool {
    (try? hasRecord(id, in: runs)) ?? true
  }

  /// Whether the folder with this name has a run.json.
  ///
  /// - Throws: a `RunError` if the folder exists and cannot be examined.
  private static func hasRecord(_ id: String, in runs: RunFolder) throws(RunError) -> Bool {
    do {
      guard try runs.status(of: id)?.kind == .folder else { return false }
      return try runs.folder(id).status(of: Run.recordFile) != nil
    } catch {
      if error.fault?.problem.isMissing == true { return false }
      throw error
    }
  }

  /// Returns all runs, newest first, and the errors of those whose run.json cannot be read.
  package func list() throws(RunError) -> RunListing {
    guard let runs = try runsFolder() else { return RunListing(runs: [], unreadable: []) }
    var listing = RunListing(runs: [], unreadable: [])
    let ids = try runs.names().filter(RunID.isValid)
    for result in readConcurrently(ids, { listed($0, in: runs) }) {
      switch result {
      case .success(let run): listing.runs.append(run)
      case .failure(let error): listing.unreadable.append(error)
      case nil: continue
      }
    }
    listing.runs.sort { left, right in
      left.record.createdAt == right.record.createdAt
        ? precedesNaturally(right.id, left.id)
        : left.record.createdAt > right.record.createdAt
    }
    return listing
  }

  /// Returns one run of the list; nil if there is none.
  ///
  /// - Parameter isKeptOpen: whether its folder stays open.
  func listed(
    _ id: String, in runs: RunFolder, isKeptOpen: Bool = false
  ) -> Result<Run, RunError>? {
    // A start may write its run.json between two looks at the folder, so look again.
    for isLast in [false, true] {
      do throws(RunError) {
        return .success(
          try Run(
            id: id, folder: try runs.folder(id),
            keeping: isKeptOpen ? nil : runs.deferredFolder(id), workspace: workspace,
            savesInBackground: savesInBackground))
      } catch {
        do throws(RunError) {
          guard try Self.hasRecord(id, in: runs) else { return nil }
        } catch let obstacle {
          return .failure(obstacle)
        }
        if isLast || error.fault?.problem.isMissing != true { return .failure(error) }
      }
    }
    return nil
  }

  /// Opens the run with exactly this id.
  package func run(_ id: String) throws(RunError) -> Run {
    guard RunID.isValid(id), let runs = try runsFolder(), try runs.status(of: id) != nil else {
      throw unknown(id, among: try ids())
    }
    return try Run(
      id: id, folder: try runs.folder(id), workspace: workspace,
      savesInBackground: savesInBackground)
  }

  /// Returns those of these runs that exist, by their ids. Their folders are closed.
  ///
  /// - Throws: a `RunError` if one of them cannot be read.
  package func existingRuns(_ ids: [String]) throws(RunError) -> [String: Run] {
    guard let runs = try runsFolder() else { return [:] }
    var found: [String: Run] = [:]
    // A look at each name is faster than the list of all, for a few.
    let names = ids.count < 8 ? Set(ids) : Set(try runs.names())
    for result in readConcurrently(ids.filter(names.contains), { listed($0, in: runs) }) {
      guard let run = try result?.get() else { continue }
      found[run.id] = run
    }
    return found
  }

  /// Returns the runs with these ids. Their folders are closed.
  package func runs(_ ids: [String]) throws(RunError) -> [Run] {
    guard let runs = try runsFolder() else { return [] }
    var found: [Run] = []
    for id in ids {
      guard let run = listed(id, in: runs) else { throw unknown(id, among: try self.ids()) }
      found.append(try run.get())
    }
    return found
  }

  /// Returns the first finished run with this key, for `--needed`; nil if there is none.
  package func finishedRun(key: String) throws(RunError) -> Run? {
    let search = RunSearch(
      [.runKey: key, .state: RunState.finished.rawValue], order: RunOrder("started,id"), limit: 1)
    return try findIDs(search).ids.first.map { (id) throws(RunError) in try run(id) }
  }

  /// Returns the newest run with this key that can be resumed or that a process trains; nil if
  /// there is none.
  ///
  /// - Parameter id: the only id to consider; nil for any.
  /// - Throws: a `RunError` if `runs/` cannot be read.
  package func unfinishedRun(key: String, id only: String? = nil) throws(RunError) -> Run? {
    for id in try findIDs(RunSearch([.runKey: key])).ids where id == only ?? id {
      let run = try run(id)
      if [.running, .interrupted, .pruned, .failed].contains(run.state) { return run }
    }
    return nil
  }
}

/// The runs of a workspace, newest first, and the errors of those that were left out.
package struct RunListing: Sendable {
  package var runs: [Run]
  /// `runs/old-003/run.json:1:212: not JSON, found the end`.
  package var unreadable: [RunError]
}
