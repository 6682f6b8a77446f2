import Datasets
import Engine
import Experiments
import Files
import Tables
import Training

/// The purpose of a search for a checkpoint.
package enum CheckpointUse: String, Hashable, Sendable {
  case resume
  case fork
  case evaluate

  /// The command that uses a checkpoint of a run: that of a step, or the newest.
  func command(_ run: String, step: Int? = nil) -> ProgramCommand {
    switch self {
    case .resume: .resume(run: run, step: step)
    case .fork: .fork(run: run, step: step)
    case .evaluate: .evaluate(run: run, step: step)
    }
  }

  /// Whether the rows that the checkpoint counts are needed with it.
  var needsRows: Bool { self != .evaluate }
}

/// A checkpoint that was found, and those that were skipped.
package struct FoundCheckpoint: Sendable {
  /// nil: no checkpoint yet, and no progress either.
  package internal(set) var checkpoint: Checkpoint?
  /// Newer ones that could not be used.
  package internal(set) var skipped: [SkippedCheckpoint] = []
  /// Whether a person asked for this checkpoint.
  var isChosen = false

  /// One sentence for each that could not be used, without `warning:`.
  package var warnings: [String] { skipped.sentences }
}

/// A checkpoint that could not be used.
package struct SkippedCheckpoint: Hashable, Sendable {
  package let step: Int
  package let refusal: CheckpointRefusal

  fileprivate var isLeftBehind: Bool {
    if case .leftBehind = refusal { true } else { false }
  }
}

extension [SkippedCheckpoint] {
  /// `step-00001422.safetensors is damaged: …; skipped`, and one sentence for all that were left
  /// behind, which is not an error.
  package var sentences: [String] {
    let damaged = filter { !$0.isLeftBehind }.map {
      "\(CheckpointName.file(step: $0.step)) \($0.refusal.reason); skipped"
    }
    let left = filter(\.isLeftBehind)
    guard let last = left.first else { return damaged }
    let name = CheckpointName.file(step: last.step)
    let others = left.count > 1 ? " (\(left.count) such checkpoints)" : ""
    return damaged + ["\(name) \(last.refusal.reason); skipped\(others)"]
  }
}

/// Determines the checkpoint that `latest`, `best` and `step-N` mean, for every verb. Changes
/// nothing.
///
/// `latest` is the newest file that passes every check and counts only existing rows. `best` is
/// that of the best epoch that `latest` records, among the run's own checkpoints.
struct CheckpointSearch {
  private let run: Run
  private let checkpoints: CheckpointFolder
  private let tables: CountedTables
  private let use: CheckpointUse

  /// - Parameter checkpoints: must be listed before the tables are read, because a training writes
  ///   rows first.
  init(run: Run, checkpoints: CheckpointFolder, tables: CountedTables, for use: CheckpointUse) {
    self.run = run
    self.use = use
    self.checkpoints = checkpoints
    self.tables = tables
  }

  /// - Throws: a `RunError`: of kind `usage` if there is no such checkpoint; if it cannot be used;
  ///   if only the first one can be used although there was progress.
  func find(_ point: ResumePoint) throws(RunError) -> FoundCheckpoint {
    switch point {
    case .latest: return try findLatest()
    case .best:
      var found = newest()
      guard let newest = found.checkpoint, let best = newest.state.best else {
        throw RunError(.usage, "\(run.id) has no best epoch yet")
      }
      if best.step == newest.state.step {
        found.isChosen = true
        try checkRows(newest.metadata)
        return found
      }
      var chosen = try find(step: best.step)
      chosen.skipped = found.skipped
      return chosen
    case .step(let step): return try find(step: step)
    }
  }

  /// Returns the newest usable checkpoint, and those that are not usable.
  func newest() -> FoundCheckpoint {
    var found = FoundCheckpoint()
    if let last = run.lastKeptStep, !checkpoints.steps.contains(last) {
      found.skipped.append(SkippedCheckpoint(step: last, refusal: .missing))
    }
    for step in checkpoints.steps.reversed() {
      do {
        found.checkpoint = try checkpoints.read(step: step, tables: tables)
        break
      } catch {
        found.skipped.append(SkippedCheckpoint(step: step, refusal: error))
      }
    }
    return found
  }

  private func findLatest() throws(RunError) -> FoundCheckpoint {
    let found = newest()
    if let metadata = found.checkpoint?.metadata { try checkRows(metadata) }
    let first = checkpoints.owner.firstStep
    if found.checkpoint?.state.step ?? first == first { try refuseLostProgress(found) }
    return found
  }

  private func find(step: Int) throws(RunError) -> FoundCheckpoint {
    guard checkpoints.steps.contains(step) else {
      let steps = checkpoints.steps.map(String.init).joined(separator: ", ")
      throw RunError(
        .usage, "\(run.id) has no checkpoint of step \(step)",
        advice: steps.isEmpty ? ["it has none", anew] : ["it has those of step \(steps)"])
    }
    let checkpoint: Checkpoint
    do {
      checkpoint = try checkpoints.read(step: step, tables: use.needsRows ? tables : nil)
    } catch {
      throw RunError(
        .failed, "\(run.id): \(CheckpointName.file(step: step)) \(error.reason)",
        advice: [wayOut])
    }
    try checkRows(checkpoint.metadata)
    return FoundCheckpoint(checkpoint: checkpoint, isChosen: true)
  }

  /// Refuses a table whose first rows are not those that the checkpoint counted.
  private func checkRows(_ metadata: CheckpointMetadata) throws(RunError) {
    guard use.needsRows, let changed = try tables.changed(since: metadata) else { return }
    throw RunError(
      .failed,
      "\(run.folder.path(of: changed.file)) was changed: its first \(changed.rows) rows are "
        + "not those recorded; nothing was changed",
      advice: [
        "put the old file back",
        "or train it again under another id: "
          + "\(command: .run(experiment: run.record.experiment))",
      ])
  }

  /// Refuses to start at the first step if there are, or must have been, later checkpoints, and a
  /// fork or a run with given weights without any, because those cannot be drawn again.
  private func refuseLostProgress(_ found: FoundCheckpoint) throws(RunError) {
    let policy = checkpoints.owner.outline.checkpoint
    let first = checkpoints.owner.firstStep
    let rows = max(0, CSVLines(tables.metrics).count - 1)
    let later = found.skipped.filter { !$0.isLeftBehind && $0.step > first }
    let rowsBefore = found.checkpoint?.state.epoch ?? 0
    let isLost = found.checkpoint == nil && !run.record.drawsWeights
    // Saving the second checkpoint waits for the first, so a later row proves that the first was
    // saved.
    guard isLost || !later.isEmpty || rows - rowsBefore > 2 * policy.everyEpochs else { return }
    let epochs = rows == 1 ? "1 epoch" : "\(rows) epochs"
    let reasons = later.prefix(4).map { (skipped) -> Remedy in
      "\(CheckpointName.file(step: skipped.step)) \(skipped.refusal.reason)"
    }
    guard found.checkpoint != nil else {
      let beginning =
        run.record.initialWeights == nil
        ? "has \(epochs) of metrics, but" : "began with given weights and has"
      throw RunError(
        .failed, "\(run.id) \(beginning) no checkpoint that can be used", advice: reasons + [anew])
    }
    throw RunError(
      .failed,
      later.isEmpty
        ? "\(run.id) has \(epochs) of metrics, but no checkpoint after step \(first)"
        : "\(run.id) has \(epochs) of metrics, but no checkpoint after step \(first) can be used",
      advice: reasons + [
        "nothing was changed; the same run from its start: "
          + "\(command: use.command(run.id, step: first))"
      ])
  }

  /// What to do instead of using a checkpoint that is damaged.
  private var wayOut: Remedy {
    guard let step = newest().checkpoint?.state.step else { return anew }
    // The command has to name the step: otherwise it would not use the first checkpoint of a run that
    // went on, nor resume a finished run.
    let isNamed =
      step == checkpoints.owner.firstStep || use == .resume && run.record.state == .finished
    return "nothing was changed; from the newest that is whole: "
      + "\(command: use.command(run.id, step: isNamed ? step : nil))"
  }

  /// How the run is trained again if none of its checkpoints can be used.
  private var anew: Remedy {
    if let parent = run.record.parent {
      return "nothing was changed; the same fork anew: "
        + "\(command: .fork(run: parent.run, step: parent.source.step))"
    }
    return "nothing was changed; the same run anew: "
      + "\(command: .run(experiment: run.record.experiment))"
  }
}
