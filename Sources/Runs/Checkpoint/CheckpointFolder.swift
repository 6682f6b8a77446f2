import Datasets
import Experiments
import Files
import Training

/// A run's `checkpoints/`: reads, judges, writes and retires its files.
final class CheckpointFolder: Sendable {
  let folder: RunFolder
  let owner: CheckpointOwner
  private let inventory: Guarded<CheckpointInventory>

  /// - Throws: a `RunError` if the folder cannot be listed.
  init(_ folder: RunFolder, owner: CheckpointOwner) throws(RunError) {
    self.folder = folder
    self.owner = owner
    inventory = Guarded(
      CheckpointInventory(steps: try folder.names().compactMap(CheckpointName.step)))
  }

  /// The steps that have a file, ascending, whether or not it is usable.
  var steps: [Int] { inventory.withLock { $0.steps } }

  /// Reads a file and checks everything in it. The inventory remembers the result.
  ///
  /// - Parameter tables: the tables that must have the rows it counts; nil to skip this check.
  func read(
    step: Int, tables: CountedTables? = nil
  ) throws(CheckpointRefusal) -> Checkpoint {
    do {
      let checkpoint = try checked(step: step, tables)
      inventory.withLock { $0.note(.usable, of: step) }
      return checkpoint
    } catch {
      inventory.withLock { $0.note(error.condition, of: step) }
      throw error
    }
  }

  private func checked(
    step: Int, _ tables: CountedTables?
  ) throws(CheckpointRefusal) -> Checkpoint {
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
    if let tables { try check(checkpoint, against: tables) }
    checkpoint.state = owner.tensors?.ordered(checkpoint.state) ?? checkpoint.state
    return checkpoint
  }

  private func check(
    _ checkpoint: Checkpoint, against tables: CountedTables
  ) throws(CheckpointRefusal) {
    do {
      guard let lack = try tables.lack(for: checkpoint.metadata) else { return }
      if let start = owner.lastResumedStep, checkpoint.state.step > start {
        throw CheckpointRefusal.leftBehind(resumedFrom: start)
      }
      throw CheckpointRefusal.aheadOfTable(lack.file, rows: lack.rows, found: lack.found)
    } catch let refusal as CheckpointRefusal {
      throw refusal
    } catch {
      throw .unreadable((error as? RunError) ?? RunError(.failed, "\(error)"))
    }
  }

  /// Writes a checkpoint. It is safe on disk when this returns.
  ///
  /// If the run was resumed from an earlier step, there may be a file of this step. It must have
  /// the same bytes, because a run is a function of its key. It is replaced if it is damaged, and
  /// if one of the two was saved before and the other after the evaluation that ends the epoch.
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
    inventory.withLock { $0.note(.usable, of: step) }
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

  /// Returns the error with what could not be saved and, for a full disk, how much space it needs.
  private func savingError(_ error: RunError, step: Int, bytes: Int) -> RunError {
    guard let fault = error.fault, fault.problem.isLackOfSpace else { return error }
    let free = folder.freeBytes.map { ", \(printedBytes($0)) free" } ?? ""
    var error = error
    error.room = "\(printedBytes(bytes)) needed\(free)"
    return error
  }
}

extension CheckpointFolder {
  /// The steps that retention removes. Training, `gc` and `verify` all use this.
  ///
  /// Only usable files of the schedule count among those to keep, so the newest files are read until
  /// `keepLast` of them pass every check. Older ones are not read.
  ///
  /// - Parameters:
  ///   - newest: the current step of the training; nil for that of the newest usable file.
  ///   - best: the step of the best epoch; nil for the one that the newest usable file records.
  func obsolete(
    by policy: CheckpointPolicy, upTo newest: Int? = nil, best: Int? = nil,
    tables: CountedTables? = nil
  ) -> [Int] {
    let saved = steps.filter { $0 <= newest ?? .max }
    let stepsPerEpoch = owner.outline.stepsPerEpoch
    func isScheduled(_ step: Int) -> Bool {
      policy.isScheduled(step, stepsPerEpoch: stepsPerEpoch)
    }
    guard saved.count > policy.keepLast || !saved.dropLast().allSatisfy(isScheduled) else {
      return []
    }
    var usable: [Int] = []
    var counted = 0
    var best = best
    for step in saved.reversed() where counted < policy.keepLast {
      // One that only a stop saved does not count: it matters only as the newest.
      if !usable.isEmpty, !isScheduled(step) { continue }
      switch inventory.withLock({ $0.condition(of: step) }) {
      case .usable: break
      case .leftBehind, .damaged: continue
      case .unread:
        guard let checkpoint = try? read(step: step, tables: tables) else { continue }
        if usable.isEmpty, newest == nil { best = checkpoint.state.best?.step }
      }
      usable.insert(step, at: 0)
      if isScheduled(step) { counted += 1 }
    }
    return policy.obsolete(
      among: saved, usable: usable, best: best, first: owner.firstStep,
      stepsPerEpoch: stepsPerEpoch)
  }

  /// Removes obsolete checkpoints. The newest one is already safe.
  ///
  /// Later steps, left behind when the run was resumed from an earlier one, are not touched.
  func retire(
    _ policy: CheckpointPolicy, newest: Int, best: Int?
  ) throws(RunError) {
    for step in obsolete(by: policy, upTo: newest, best: best) {
      do {
        try folder.removeFile(CheckpointName.file(step: step))
      } catch {
        // The file is already gone, which is what was wanted.
        if error.fault?.problem.isMissing != true { throw error }
      }
      inventory.withLock { $0.remove(step) }
    }
  }
}
