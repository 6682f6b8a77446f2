import Datasets
import Dispatch
import Engine
import Experiments
import Files
import Training

/// Saves a training's checkpoints one after another, while the training continues.
///
/// A durable save of LeNet-5 takes 1.5 to 8 ms, mostly for the disk, compared with about 60 ms for
/// an epoch. That is over 1%, so it happens in the background. Only one snapshot is in flight at a
/// time, and the training gets the first error.
final class CheckpointSaver: Sendable {
  private struct Progress {
    var lastSaved: SavedCheckpoint?
    var failure: RunError?
  }

  private let id: String
  private let folder: RunFolder
  private let checkpoints: CheckpointFolder
  private let policy: CheckpointPolicy
  private let lease: Lease?
  private let progress: Guarded<Progress>
  /// false: every save is done when `save` returns.
  private let isInBackground: Bool
  private let room = DispatchSemaphore(value: 1)

  init(_ parts: RunParts) {
    id = parts.record.id
    folder = parts.folder
    checkpoints = parts.checkpoints
    lease = parts.lock.lease
    policy = parts.experiment.checkpoint
    progress = Guarded(Progress(lastSaved: parts.lastSaved))
    isInBackground = parts.savesInBackground
  }

  /// The newest checkpoint that is safe on disk.
  var lastSaved: SavedCheckpoint? { progress.withLock { $0.lastSaved } }

  /// Saves a checkpoint after the rows it counts are safe, and then removes obsolete ones.
  ///
  /// Waits for the previous checkpoint, and throws its error.
  func save(_ checkpoint: Checkpoint, after rows: [RunFile]) throws(RunError) {
    room.wait()
    do {
      try throwFailure()
    } catch {
      room.signal()
      throw error
    }
    if isInBackground, startThread({ self.perform(checkpoint, after: rows) }) { return }
    perform(checkpoint, after: rows)
    try throwFailure()
  }

  /// Returns when nothing is in flight.
  func wait() throws(RunError) {
    room.wait()
    room.signal()
    try throwFailure()
  }

  /// Removes obsolete checkpoints at the end of a training. A process that was killed after it had
  /// saved the last one left that to the next.
  func retire(after last: TrainingState) throws(RunError) {
    try checkpoints.retire(policy, newest: last.step, best: last.best?.step)
  }

  private func throwFailure() throws(RunError) {
    if let failure = progress.withLock({ $0.failure }) { throw failure }
  }

  private func perform(_ checkpoint: Checkpoint, after rows: [RunFile]) {
    defer { room.signal() }
    let state = checkpoint.state
    do throws(RunError) {
      do {
        for file in rows { try file.synchronize() }
        try lease?.requireHeld()
        try checkpoints.publish(checkpoint)
      } catch {
        throw savingError(error, step: state.step)
      }
      progress.withLock {
        $0.lastSaved = SavedCheckpoint(step: state.step, epoch: state.epoch, batch: state.batch)
      }
      try lease?.requireHeld()
      try checkpoints.retire(policy, newest: state.step, best: state.best?.step)
    } catch {
      progress.withLock { $0.failure = error }
    }
  }

  private func savingError(_ error: RunError, step: Int) -> RunError {
    guard let fault = error.fault else { return error }
    let details = error.room ?? "\(fault.operation.rawValue) \(fault.path)"
    var advice: [Remedy] = []
    if let lastSaved {
      advice.append("epoch \(lastSaved.epoch) (step \(lastSaved.step)) is safe")
    }
    if fault.problem.isLackOfSpace {
      advice.append("free some space; what can go: \(command: .listGarbage)")
    }
    advice.append("then resume: \(command: .resume(run: id))")
    return RunError(
      .failed, "\(folder.path): \(fault.problem), saving step \(step) (\(details))",
      advice: advice, fault: fault)
  }
}

/// A checkpoint that is safe on disk.
package struct SavedCheckpoint: Hashable, Sendable {
  package var step: Int
  /// Epochs finished.
  package var epoch: Int
  /// Batches trained of the unfinished epoch.
  package var batch: Int

  package init(step: Int, epoch: Int, batch: Int) {
    self.step = step
    self.epoch = epoch
    self.batch = batch
  }
}

/// `248 kB`, in powers of ten.
func printedBytes(_ bytes: Int) -> String {
  var value = bytes
  for unit in ["bytes", "kB", "MB", "GB"] {
    if value < 10_000 || unit == "GB" { return "\(value) \(unit)" }
    value = (value + 500) / 1000
  }
  preconditionFailure("the last unit takes all")
}
