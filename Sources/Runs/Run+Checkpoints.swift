/// A checkpoint file as it lies there, unread.
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
      guard let step = CheckpointName.step(ofFile: name), let status = try folder.status(of: name)
      else { continue }
      listings.append(CheckpointListing(step: step, bytes: status.size))
    }
    return listings.sorted { $0.step < $1.step }
  }

  /// Reads the checkpoint of a step and checks everything in it.
  package func checkpoint(step: Int) throws(RunError) -> Checkpoint {
    let owner = CheckpointOwner(
      record, definition: try definition(), experiment: try experiment())
    let checkpoints = try CheckpointFolder(
      try folder.folder(CheckpointName.folder), owner: owner)
    do {
      return try checkpoints.read(step: step)
    } catch {
      throw RunError(.failed, "\(id): \(CheckpointName.file(step: step)) \(error.reason)")
    }
  }

  /// The rows of predictions.csv; nil before the run has finished.
  package func predictions() throws(RunError) -> PredictionsTable? {
    let bytes = try folder.readIfPresent(Self.predictionsFile, limit: Self.maximumTableBytes)
    guard let bytes else { return nil }
    do {
      return try PredictionsTable(parsing: bytes)
    } catch {
      throw RunError(.failed, "\(folder.path(of: Self.predictionsFile)): \(error)")
    }
  }
}
