import Datasets
import Engine
import Files
import JSON
package import Training

/// What came of the wish to go on with a run.
package enum Resumption {
  /// There is nothing left to do.
  case alreadyFinished
  case ready(ResumedRun)
}

/// A run that is held and in order, to go on from.
package struct ResumedRun {
  /// nil: the training starts, since there was no progress.
  package let state: TrainingState?
  package let recorder: RunRecorder
  package let report: ResumeReport
}

extension Run {
  /// Takes the run's lock, finds the newest checkpoint that passes every check, cuts metrics.csv
  /// back to what it counts, and returns what a training needs to go on to the same bits.
  ///
  /// Until every check has passed, nothing is changed.
  /// - Parameters:
  ///   - dataSHA256: of the data files as they are now.
  ///   - provenance: of the process that goes on.
  /// - Throws: a `RunError` that says why not: held, other data, an edited definition or
  ///   metrics.csv, another numerics version, no usable checkpoint after progress.
  package func resume(
    from point: ResumePoint = .latest, dataSHA256: String, provenance: Provenance
  ) throws(RunError) -> Resumption {
    try requireTraining(to: "resume")
    if isDone(from: point) { return .alreadyFinished }
    let lock = try RunLock.take(in: folder, id: id, holder: .current())
    // Read again: until the lock was ours, somebody else may have gone on.
    let current = try Run(
      id: id, folder: folder, workspace: workspace, savesInBackground: savesInBackground)
    if current.isDone(from: point) { return .alreadyFinished }
    try current.checkIdentity(dataSHA256: dataSHA256)
    let experiment = try current.experiment()
    let checkpoints = try current.checkpointFolder(of: experiment)
    let tables = try CountedTables(of: current)
    let search = CheckpointSearch(
      run: current, checkpoints: checkpoints, tables: tables, for: .resume)
    let found = try search.find(point)
    let repair = ResumeRepair(run: current, checkpoints: checkpoints, experiment: experiment)
    return .ready(
      try repair.prepare(found, tables: tables, provenance: provenance, lock: lock))
  }

  /// Whether going on from there leaves nothing to train.
  package func isDone(from point: ResumePoint) -> Bool {
    record.state == .finished && point == .latest
  }

  /// Refuses whatever would lead to other bits than the run's.
  func checkIdentity(dataSHA256: String) throws(RunError) {
    guard record.numericsVersion == Engine.numericsVersion else {
      throw RunError(
        .failed,
        "\(id) was trained by numerics version \(record.numericsVersion), this bench has "
          + "\(Engine.numericsVersion), which cannot make the same bits; nothing was touched",
        advice: ["go on as a new run: \(command: .fork(run: id))"])
    }
    try checkDefinition()
    try checkData(sha256: dataSHA256)
  }

  /// Refuses data that are not those the run was trained on.
  package func checkData(sha256: String) throws(RunError) {
    guard sha256 != record.dataSHA256 else { return }
    let name = try definition()["dataset"]?["name"]?.string
    let published = PublishedDataset.all.first { $0.name == name }
    throw RunError(
      .data, "the data are not those \(id) was trained on; nothing was touched",
      advice: [
        "  recorded  sha256 \(record.dataSHA256.prefix(16))…",
        "  found     sha256 \(sha256.prefix(16))…",
        published.map { "get the recorded data back: \(command: .fetchData($0.name))" }
          ?? "put the recorded files back",
        "or go on with these data as a new run: \(command: .fork(run: id))",
      ])
  }

  /// Refuses a definition.json that is not the one the run was started with.
  func checkDefinition() throws(RunError) {
    let key = record.key(of: try definition())
    guard key != record.runKey else { return }
    throw RunError(
      .failed,
      "\(folder.path(of: Self.definitionFile)) is not the definition \(id) was trained by: "
        + "its run key is \(key.prefix(16)), run.json has \(record.runKey.prefix(16)); "
        + "nothing was touched",
      advice: ["put the old definition back, or train another run: \(command: .fork(run: id))"])
  }
}
