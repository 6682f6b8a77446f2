import Datasets
import Experiments
import Synchronization
import Training

/// A run's `checkpoints/`, and what a checkpoint in it must belong to.
final class CheckpointFolder: Sendable {
  private struct Inventory {
    /// Ascending.
    var steps: [Int]
    /// Those among them that were found damaged, unreadable or another run's.
    var unusable: Set<Int> = []
  }

  let folder: Folder
  let owner: CheckpointOwner
  private let inventory: Mutex<Inventory>

  init(_ folder: Folder, owner: CheckpointOwner) throws(RunError) {
    self.folder = folder
    self.owner = owner
    inventory = Mutex(
      Inventory(steps: try folder.names().compactMap(CheckpointName.step).sorted()))
  }

  /// The steps whose files are there, ascending, damaged ones included.
  var steps: [Int] { inventory.withLock { $0.steps } }

  /// Remembers a file that cannot be used, so that it is not counted among those to keep.
  func setAside(step: Int) { inventory.withLock { _ = $0.unusable.insert(step) } }

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
    inventory.withLock { inventory in
      inventory.unusable.remove(step)
      if inventory.steps.contains(step) { return }
      inventory.steps.append(step)
      inventory.steps.sort()
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
    let saved = inventory.withLock { inventory in
      inventory.steps.filter { $0 <= newest && !inventory.unusable.contains($0) }
    }
    for step in policy.obsolete(among: saved, best: best, first: owner.firstStep) {
      do {
        try folder.removeFile(CheckpointName.file(step: step))
      } catch {
        // Gone already: just what was asked for.
        if error.fault?.problem.isMissing != true { throw error }
      }
      inventory.withLock { $0.steps.removeAll { $0 == step } }
    }
  }
}
