package import Experiments
import Files
import Training

/// A checkpoint file that has not been read.
package struct CheckpointListing: Hashable, Sendable {
  package let step: Int
  package let bytes: Int
}

extension Run {
  /// The checkpoint files, by ascending step.
  package func checkpoints() throws(RunError) -> [CheckpointListing] {
    let folder = try folder.folder(CheckpointName.folder)
    var listings: [CheckpointListing] = []
    for name in try folder.names() {
      guard let step = CheckpointName.step(ofFile: name), let status = try folder.status(of: name),
        status.kind == .file
      else { continue }
      listings.append(CheckpointListing(step: step, bytes: status.size))
    }
    return listings.sorted { $0.step < $1.step }
  }

  /// Returns the facts about the training in its definition, without opening data files.
  ///
  /// - Throws: a `RunError` if the definition cannot be read, or if this version does not know
  ///   something in it.
  package func outline() throws(RunError) -> TrainingOutline {
    let bytes = try folder.read(Self.definitionFile, limit: Self.maximumDefinitionBytes)
    do {
      return try TrainingOutline(parsing: bytes, file: folder.path(of: Self.definitionFile))
    } catch {
      throw RunError(.failed, error.description)
    }
  }

  /// The step of the last checkpoint of a finished run, which is always kept; nil for another run.
  var lastKeptStep: Int? { record.state == .finished ? record.summary.step : nil }

  /// Returns the run's checkpoint files, none of which has been read.
  ///
  /// - Parameter experiment: its definition resolved with its own data, to check the shapes of the
  ///   tensors; nil to skip this check.
  /// - Throws: a `RunError` if the definition or the folder cannot be read.
  func checkpointFolder(of experiment: ResolvedExperiment? = nil) throws(RunError)
    -> CheckpointFolder
  {
    try CheckpointFolder(
      try folder.folder(CheckpointName.folder),
      owner: CheckpointOwner(
        record, definition: try definition(), outline: try outline(), experiment: experiment))
  }

  /// Finds the checkpoint that `latest`, `best` or `step-N` means.
  ///
  /// - Parameter experiment: as for `checkpoint(step:of:)`.
  /// - Throws: a `RunError` if there is none, or none that can be used.
  package func find(
    _ point: ResumePoint, of experiment: ResolvedExperiment? = nil, for use: CheckpointUse
  ) throws(RunError) -> FoundCheckpoint {
    let checkpoints = try checkpointFolder(of: experiment)
    let search = CheckpointSearch(
      run: self, checkpoints: checkpoints, tables: try CountedTables(of: self), for: use)
    return try search.find(point)
  }

  /// Returns the step of `latest`, and the step of the best epoch that it records; nil if no
  /// checkpoint can be used.
  ///
  /// - Throws: a `RunError` if the definition, the tables or the folder cannot be read.
  package func usableSteps() throws(RunError) -> (latest: Int, best: Int?)? {
    let checkpoints = try checkpointFolder()
    let search = CheckpointSearch(
      run: self, checkpoints: checkpoints, tables: try CountedTables(of: self), for: .evaluate)
    return search.newest().checkpoint.map { ($0.state.step, $0.state.best?.step) }
  }

  /// Reads the checkpoint of a step and checks everything in it.
  ///
  /// - Parameter experiment: the definition resolved with the run's own data, to check the shapes
  ///   of the tensors; nil to skip this check.
  /// - Throws: a `RunError` if it cannot be used.
  package func checkpoint(
    step: Int, of experiment: ResolvedExperiment? = nil
  ) throws(RunError) -> Checkpoint {
    do {
      return try checkpointFolder(of: experiment).read(step: step)
    } catch let error as CheckpointRefusal {
      throw RunError(.failed, "\(id): \(CheckpointName.file(step: step)) \(error.reason)")
    } catch {
      throw (error as? RunError) ?? RunError(.failed, "\(error)")
    }
  }

  /// The rows of predictions.csv; nil before the run has finished.
  package func predictions() throws(RunError) -> PredictionsTable? {
    let bytes = try folder.readIfPresent(
      Self.predictionsFile, limit: Self.maximumPredictionsBytes)
    guard let bytes else { return nil }
    do {
      return try PredictionsTable(parsing: bytes)
    } catch {
      throw RunError(.failed, "\(folder.path(of: Self.predictionsFile)): \(error)")
    }
  }
}
