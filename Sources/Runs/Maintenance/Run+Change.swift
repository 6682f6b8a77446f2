import Datasets
import Files
import Training

extension RunStore {
  /// Changes the notes or tags of runs, all or none: first every lock is taken.
  ///
  /// - Returns: the new records.
  /// - Throws: a `RunError` of kind `held` that names the run that a process trains. If the disk
  ///   fails, earlier runs are already changed.
  @discardableResult
  package func change(
    _ runs: [Run], _ edit: (inout RunRecord) -> Void
  ) throws(RunError) -> [RunRecord] {
    let locked = try runs.map { run throws(RunError) in try run.locked() }
    defer { withExtendedLifetime(locked) {} }
    let changed = try locked.map { held throws(RunError) in
      var record = held.run.record
      let bytes = record.text.utf8.count
      edit(&record)
      if record.text.utf8.count > bytes { try record.checkLength() }
      return record
    }
    for (held, record) in zip(locked, changed) {
      try held.run.folder.publish(record)
    }
    return changed
  }
}

extension Run {
  /// Takes the run's lock.
  func lock() throws(RunError) -> RunLock { try locked().lock }

  /// Takes the run's lock and reads the run again, because another process may have written before
  /// the lock was ours, or may have lost the run, which then has another folder.
  func locked() throws(RunError) -> (lock: RunLock, run: Run) {
    let store = RunStore(
      workspace: workspace, files: folder.files, savesInBackground: savesInBackground)
    let lease = try store.lease(id)
    do {
      let folder = lease == nil ? folder : try store.run(id).folder
      let lock = try RunLock.take(in: folder, id: id, holder: .current(), under: lease)
      let run = try Run(
        id: id, folder: folder, workspace: workspace, savesInBackground: savesInBackground)
      return (lock, run)
    } catch {
      lease?.release()
      throw error
    }
  }

  /// Changes the run's record: run.json is replaced under its lock.
  ///
  /// - Returns: the new record.
  /// - Throws: a `RunError` of kind `held` while a process trains the run.
  @discardableResult
  package func change(_ edit: (inout RunRecord) -> Void) throws(RunError) -> RunRecord {
    let store = RunStore(
      workspace: workspace, files: folder.files, savesInBackground: savesInBackground)
    return try store.change([self], edit)[0]
  }
}

extension Run {
  /// Marks a run that was stopped as pruned, and removes what an earlier process left unfinished in
  /// its folder. Nothing happens if it has another state.
  ///
  /// - Throws: a `RunError` of kind `held` while a process trains the run.
  package func prune() throws(RunError) {
    let held = try lock()
    defer { withExtendedLifetime(held) {} }
    let current = try RunStore(
      workspace: workspace, files: folder.files, savesInBackground: savesInBackground
    ).run(id)
    guard [.interrupted, .running].contains(current.record.state) else { return }
    _ = try folder.removeScratch()
    _ = try folder.folder(CheckpointName.folder).removeScratch()
    var record = try current.stoppedRecord()
    record.state = .pruned
    try folder.publish(record)
  }

  /// Returns the record with the results that the run has. A process that was killed did not write
  /// them: they are in its tables and in its newest checkpoint.
  private func stoppedRecord() throws(RunError) -> RunRecord {
    var record = record
    guard record.state == .running else { return record }
    record.summary = try summary()
    if let step = try usableSteps()?.latest {
      let model = try checkpoint(step: step).state.model
      record.weightsSHA256 = SHA256Digest.weights(model).description
      if let last = record.segments.indices.last { record.segments[last].toStep = step }
    }
    return record
  }
}

/// A word that marks runs.
package enum RunTag {
  /// Returns the problem with a tag; nil if it is valid.
  ///
  /// Valid are letters, digits and marks that need no quotes in a shell or an expression.
  package static func problem(_ tag: String) -> String? {
    if tag.isEmpty { return "it is empty" }
    if tag.utf8.count > 100 { return "it is longer than 100 bytes" }
    let odd = tag.unicodeScalars.first { scalar in
      !(scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "._-+:/".unicodeScalars.contains(scalar))
    }
    return odd.map { "it cannot contain \(quoted(String($0)))" }
  }
}
