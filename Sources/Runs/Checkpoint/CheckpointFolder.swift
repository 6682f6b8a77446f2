import Experiments
import Training

/// A run's `checkpoints/`, and what a checkpoint in it must belong to.
final class CheckpointFolder {
  let folder: Folder
  let owner: CheckpointOwner
  /// The steps whose files are there, ascending, damaged ones included.
  private(set) var steps: [Int]
  /// Those among them that were found damaged, unreadable or another run's.
  private var unusable: Set<Int> = []

  init(_ folder: Folder, owner: CheckpointOwner) throws(RunError) {
    self.folder = folder
    self.owner = owner
    steps = try folder.names().compactMap(CheckpointName.step).sorted()
  }

  /// Remembers a file that cannot be used, so that it is not counted among those to keep.
  func setAside(step: Int) { unusable.insert(step) }

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
  /// bytes, since a run is a function of its key. It is replaced where it is damaged, and where
  /// it stands before or after the evaluation that ends its epoch, the new one after or before.
  func publish(_ checkpoint: Checkpoint) throws(RunError) {
    let step = checkpoint.state.step
    let bytes = CheckpointFile.encode(checkpoint)
    if steps.contains(step), try isInPlace(checkpoint, bytes) {
      try folder.synchronize()
      return
    }
    do {
      try folder.publish(bytes, as: CheckpointName.file(step: step))
    } catch {
      throw savingError(error, step: step, bytes: bytes.count)
    }
    unusable.remove(step)
    if !steps.contains(step) {
      steps.append(step)
      steps.sort()
    }
  }

  private func isInPlace(_ checkpoint: Checkpoint, _ bytes: [UInt8]) throws(RunError) -> Bool {
    guard let found = try? read(step: checkpoint.state.step),
      found.metadata.metrics.rows == checkpoint.metadata.metrics.rows
    else { return false }
    if CheckpointFile.encode(found) == bytes { return true }
    let name = CheckpointName.file(step: checkpoint.state.step)
    throw RunError(
      .failed,
      "\(folder.path(of: name)) is whole, but its bits are not those just trained for this step",
      advice: [
        "one of the two machines or versions computed wrongly; nothing was replaced",
        "keep both: move that file elsewhere, then resume",
      ])
  }

  /// Says what was saved, and for a full disk how much room it takes.
  private func savingError(_ error: RunError, step: Int, bytes: Int) -> RunError {
    guard let fault = error.fault, fault.problem.isLackOfSpace else { return error }
    let free = folder.freeBytes.map { ", \(printedBytes($0)) free" } ?? ""
    var error = error
    error.room = "\(printedBytes(bytes)) needed\(free)"
    return error
  }

  /// Removes what the policy calls obsolete, now that the newest checkpoint is safe.
  ///
  /// Later steps, left from before somebody went back, are none of its business, nor are files
  /// that cannot be used: they stay until their step is reached again.
  func retire(
    _ policy: CheckpointPolicy, newest: Int, best: Int?
  ) throws(RunError) {
    let saved = steps.filter { $0 <= newest && !unusable.contains($0) }
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
