import Datasets
import Engine
import Files
import JSON
package import Training

/// The result of trying to resume a run.
package enum Resumption {
  /// There is nothing left to train.
  case alreadyFinished
  case ready(ResumedRun)
}

/// A run that is held, in order, and ready to continue.
package struct ResumedRun {
  /// nil: the training starts, since there was no progress.
  package let state: TrainingState?
  package let recorder: RunRecorder
  package let report: ResumeReport
}

extension Run {
  /// Takes the run's lock, finds the newest checkpoint that passes every check, cuts metrics.csv
  /// back to the rows that it counts, and returns what a training needs to continue with the same
  /// bits.
  ///
  /// Nothing is changed before every check has passed.
  /// - Parameters:
  ///   - dataSHA256: the digest of the current data files.
  ///   - provenance: that of the process that continues.
  /// - Throws: a `RunError` with the reason: the run is held, other data, an edited definition or
  ///   metrics.csv, another numerics version, no usable checkpoint after progress.
  package func resume(
    from point: ResumePoint = .latest, dataSHA256: String, provenance: Provenance
  ) throws(RunError) -> Resumption {
    try requireTraining(to: "resume")
    if isDone(from: point) {
      try checkDefinition()
      return .alreadyFinished
    }
    let (lock, current) = try locked()
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

  /// Whether nothing is left to train from that point.
  package func isDone(from point: ResumePoint) -> Bool {
    record.state == .finished && point == .latest
  }

  /// Refuses everything that would lead to other bits than those of the run.
  func checkIdentity(dataSHA256: String) throws(RunError) {
    guard record.numericsVersion == Engine.numericsVersion else {
      throw RunError(
        .failed,
        "\(id) was trained by numerics version \(record.numericsVersion), this bench has "
          + "\(Engine.numericsVersion), which cannot make the same bits; nothing was changed",
        advice: [newRun()])
    }
    try checkDefinition()
    try checkData(sha256: dataSHA256)
  }

  /// Refuses data other than those that the run was trained on.
  package func checkData(sha256: String) throws(RunError) {
    guard sha256 != record.dataSHA256 else { return }
    let dataset = try definition()["dataset"]
    let published = PublishedDataset.all.first { $0.name == dataset?["name"]?.string }
    throw RunError(
      .data, "the data are not those \(id) was trained on; nothing was changed",
      advice: [
        "  recorded  sha256 \(record.dataSHA256.prefix(16))…",
        "  found     sha256 \(sha256.prefix(16))…",
        published.map { "get the recorded data back: \(command: .fetchData($0.name))" }
          ?? "put the recorded files back: \(Self.dataPaths(of: dataset))",
        "or " + newRun(withTheseData: true),
      ])
  }

  /// Advises a new run: a fork, or a new training if the run is finished and a fork would have
  /// nothing left to train.
  private func newRun(withTheseData: Bool = false) -> Remedy {
    let data = withTheseData ? " with these data" : ""
    return record.state == .finished
      ? "train anew\(data): \(command: .run(experiment: record.experiment))"
      : "continue\(data) as a new run: \(command: .fork(run: id))"
  }

  /// The paths of the files or folders that a definition's data set names.
  private static func dataPaths(of dataset: JSONValue?) -> String {
    let named = ["files", "file", "path"].compactMap { dataset?[$0] }
    let paths = named.flatMap { $0.object?.values.map(\.self) ?? [$0] }.compactMap(\.string)
    return Set(paths).sorted().map(\.printable).joined(separator: ", ")
  }

  /// Whether definition.json is the one that the run was started with.
  package var hasItsDefinition: Bool { (try? checkDefinition()) != nil }

  /// Refuses a definition.json other than the one that the run was started with.
  package func checkDefinition() throws(RunError) {
    let key = record.key(of: try definition())
    guard key != record.runKey else { return }
    throw RunError(
      .failed,
      "\(folder.path(of: Self.definitionFile)) is not the definition \(id) was trained by: "
        + "its run key is \(key.prefix(16)), run.json has \(record.runKey.prefix(16)); "
        + "nothing was changed",
      advice: ["put the old definition back, or train another run: \(command: .fork(run: id))"])
  }
}
