import Datasets
import Experiments

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

  /// The step of a checkpoint that is kept.
  ///
  /// - Throws: a `RunError` of kind `usage` where none is kept of that place, naming those that are.
  package func step(of point: ResumePoint) throws(RunError) -> Int {
    let steps = try checkpoints().map(\.step)
    let kept: Remedy =
      steps.isEmpty
      ? "it has none" : "it has those of step \(steps.map(String.init).joined(separator: ", "))"
    let wanted: Int
    switch point {
    case .latest:
      guard let latest = steps.last else { throw RunError(.usage, "\(id) has no checkpoint") }
      return latest
    case .step(let step): wanted = step
    case .best:
      let metric = try experiment().checkpoint.best
      guard let best = try summary()[metric.rawValue]?.best else {
        throw RunError(.usage, "\(id) has no best epoch yet")
      }
      if let parent = record.parent, best.step < parent.source.step {
        throw RunError(
          .usage,
          "the best epoch of \(id), \(best.epoch) by \(metric.rawValue), is before it was forked "
            + "from \(parent.run)",
          advice: [
            "its weights, if they are kept: "
              + "\(command: .evaluate(run: parent.run, step: best.step))",
            kept,
          ])
      }
      wanted = best.step
    }
    guard steps.contains(wanted) else {
      throw RunError(.usage, "\(id) has no checkpoint of step \(wanted)", advice: [kept])
    }
    return wanted
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
