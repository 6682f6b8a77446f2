import Experiments

/// A run's `checkpoints/`, and what a checkpoint in it must belong to.
final class CheckpointFolder {
  let folder: Folder
  let owner: CheckpointOwner
  /// The steps whose files are there, ascending, damaged ones included.
  private(set) var steps: [Int]

  init(_ folder: Folder, owner: CheckpointOwner) throws(RunError) {
    self.folder = folder
    self.owner = owner
    steps = try folder.names().compactMap(CheckpointName.step).sorted()
  }

  /// Reads a file and checks everything in it.
  func read(step: Int) throws(CheckpointRefusal) -> Checkpoint {
    let bytes: [UInt8]
    do {
      bytes = try folder.read(
        CheckpointName.file(step: step), limit: CheckpointFile.maximumBytes)
    } catch {
      throw .unreadable(error)
    }
    var checkpoint: Checkpoint
    do {
      checkpoint = try CheckpointFile.decode(bytes)
    } catch {
      throw .damaged(error)
    }
    try owner.check(checkpoint, step: step)
    checkpoint.state = owner.tensors.ordered(checkpoint.state)
    return checkpoint
  }

  /// Puts a checkpoint in place; it is safe when this returns.
  ///
  /// A file of this step that is there already, after going back on purpose, must have the same
  /// bytes, since a run is a function of its key; a damaged one is replaced.
  func publish(_ bytes: [UInt8], step: Int) throws(RunError) {
    let name = CheckpointName.file(step: step)
    if steps.contains(step), try isInPlace(bytes, step: step) {
      try folder.synchronize()
      return
    }
    try folder.publish(bytes, as: name)
    if !steps.contains(step) {
      steps.append(step)
      steps.sort()
    }
  }

  private func isInPlace(_ bytes: [UInt8], step: Int) throws(RunError) -> Bool {
    let name = CheckpointName.file(step: step)
    guard let found = try? read(step: step) else { return false }
    if CheckpointFile.encode(found) == bytes { return true }
    throw RunError(
      .failed,
      "\(folder.path(of: name)) is whole, but its bits are not those just trained for this step",
      advice: [
        "one of the two machines or versions computed wrongly; nothing was replaced",
        "keep both: move that file elsewhere, then resume",
      ])
  }

  /// Removes what the policy calls obsolete, now that the newest checkpoint is safe.
  ///
  /// Later steps, left from before somebody went back, are none of its business.
  func retire(
    _ policy: CheckpointPolicy, newest: Int, best: Int?
  ) throws(RunError) {
    let saved = steps.filter { $0 <= newest }
    for step in policy.obsolete(among: saved, best: best) {
      do {
        try folder.removeFile(CheckpointName.file(step: step))
      } catch {
        // Gone already: just what was asked for.
        if error.fault?.problem.isMissing != true { throw error }
      }
      steps.removeAll { $0 == step }
    }
  }
}

/// Why a checkpoint file cannot be used.
package enum CheckpointRefusal: Error, Hashable, Sendable {
  case unreadable(RunError)
  /// Not a whole checkpoint file.
  case damaged(CheckpointDamage)
  /// A whole one that is not this run's, or not of this step.
  case foreign(String)
  /// It counts more rows than metrics.csv has.
  case aheadOfMetrics(rows: Int, found: Int)

  /// The rest of `step-00001422.safetensors …`.
  package var reason: String {
    switch self {
    case .unreadable(let error):
      "cannot be read: \(error.fault.map { $0.problem.description } ?? error.message)"
    case .damaged(let damage): "is damaged: \(damage.problem)"
    case .foreign(let reason): "is not this run's: \(reason)"
    case .aheadOfMetrics(let rows, let found):
      "counts \(rows) rows of metrics.csv, which has \(found)"
    }
  }
}
