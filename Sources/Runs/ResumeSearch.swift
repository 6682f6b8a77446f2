import Datasets
import Engine
import Experiments
import Training

/// Looks for the checkpoint to go on from; changes nothing.
struct ResumeSearch {
  /// What was found, and what was passed over on the way.
  struct Found {
    /// nil: no checkpoint yet, and no progress either.
    var checkpoint: Checkpoint?
    var skipped: [ResumeReport.Skipped] = []
    /// Whether a person asked for this one.
    var isChosen = false
  }

  private let run: Run
  private let checkpoints: CheckpointFolder
  private let tables: CountedTables
  private let lines: CSVLines
  /// Whether a fork is to begin there; else the run goes on.
  private let isForFork: Bool

  init(
    run: Run, checkpoints: CheckpointFolder, tables: CountedTables, isForFork: Bool = false
  ) {
    self.run = run
    self.isForFork = isForFork
    self.checkpoints = checkpoints
    self.tables = tables
    lines = CSVLines(tables.metrics)
  }

  /// The command that looks again, from a step or from the newest checkpoint that can be used.
  private func command(from step: Int? = nil) -> ProgramCommand {
    isForFork ? .fork(run: run.id, step: step) : .resume(run: run.id, step: step)
  }

  func find(_ point: ResumePoint) throws(RunError) -> Found {
    switch point {
    case .latest: return try findLatest()
    case .best: return try find(step: try bestStep())
    case .step(let step): return try find(step: step)
    }
  }

  private func findLatest() throws(RunError) -> Found {
    var found = Found()
    for step in checkpoints.steps.reversed() {
      do {
        found.checkpoint = try usable(step)
        break
      } catch {
        found.skipped.append(ResumeReport.Skipped(step: step, refusal: error))
        if case .aheadOfTable = error { continue }
        checkpoints.setAside(step: step)
      }
    }
    if let metadata = found.checkpoint?.metadata { try checkRows(metadata) }
    let first = checkpoints.owner.firstStep
    if found.checkpoint?.state.step ?? first == first { try refuseLostProgress(found) }
    return found
  }

  private func find(step: Int) throws(RunError) -> Found {
    guard checkpoints.steps.contains(step) else {
      let steps = checkpoints.steps.map(String.init).joined(separator: ", ")
      throw RunError(
        .usage, "\(run.id) has no checkpoint of step \(step)",
        advice: [steps.isEmpty ? "it has none" : "it has those of step \(steps)"])
    }
    do {
      let checkpoint = try usable(step)
      try checkRows(checkpoint.metadata)
      return Found(checkpoint: checkpoint, isChosen: true)
    } catch let error as CheckpointRefusal {
      throw RunError(
        .failed, "\(run.id): \(CheckpointName.file(step: step)) \(error.reason)",
        advice: ["nothing was changed; from the newest that is whole: \(command: command())"])
    } catch {
      throw (error as? RunError) ?? RunError(.failed, "\(error)")
    }
  }

  /// The step of the best epoch, as the newest readable checkpoint knows it.
  private func bestStep() throws(RunError) -> Int {
    for step in checkpoints.steps.reversed() {
      guard let newest = try? checkpoints.read(step: step) else { continue }
      if let best = newest.state.best { return best.step }
      break
    }
    throw RunError(.usage, "\(run.id) has no best epoch yet")
  }

  /// Reads a checkpoint that counts no more rows than there are.
  private func usable(_ step: Int) throws(CheckpointRefusal) -> Checkpoint {
    let checkpoint = try checkpoints.read(step: step)
    for (file, bytes, counted) in tables.counted(by: checkpoint.metadata)
    where counted.bytes > bytes.count {
      let found = max(0, CSVLines(bytes).count - 1)
      throw .aheadOfTable(file, rows: counted.rows, found: found)
    }
    return checkpoint
  }

  /// Refuses a table whose first rows are not those that the checkpoint counted.
  private func checkRows(_ metadata: CheckpointMetadata) throws(RunError) {
    for (file, bytes, counted) in tables.counted(by: metadata)
    where SHA256.hash(Array(bytes[..<counted.bytes])).description != counted.sha256 {
      throw RunError(
        .failed,
        "\(run.folder.path(of: file)) was changed: its first \(counted.rows) rows are "
          + "not those recorded; it is kept as it is, nothing was touched",
        advice: [
          "put the old file back",
          "or train it again under another id: "
            + "\(command: .run(experiment: run.record.experiment))",
        ])
    }
  }

  /// Refuses to start at the first step where later checkpoints are, or must have been, there, and
  /// a fork without any: its first weights cannot be drawn again.
  private func refuseLostProgress(_ found: Found) throws(RunError) {
    let policy = checkpoints.owner.experiment.checkpoint
    let first = checkpoints.owner.firstStep
    let rows = max(0, lines.count - 1)
    let later = found.skipped.filter { $0.step > first }
    let rowsBefore = found.checkpoint?.state.epoch ?? 0
    let isLost = found.checkpoint == nil && run.record.parent != nil
    // Asking for the second checkpoint waits for the first; a row after that means it was saved.
    guard isLost || !later.isEmpty || rows - rowsBefore > 2 * policy.everyEpochs else { return }
    let epochs = rows == 1 ? "1 epoch" : "\(rows) epochs"
    let reasons = later.prefix(4).map { (skipped) -> Remedy in
      "\(CheckpointName.file(step: skipped.step)) \(skipped.refusal.reason)"
    }
    if isLost, let parent = run.record.parent {
      throw RunError(
        .failed, "\(run.id) has \(epochs) of metrics, but no checkpoint that can be used",
        advice: reasons + [
          "nothing was changed; the same fork anew: "
            + "\(command: .fork(run: parent.run, step: parent.source.step))"
        ])
    }
    throw RunError(
      .failed,
      later.isEmpty
        ? "\(run.id) has \(epochs) of metrics, but no checkpoint after step \(first)"
        : "\(run.id) has \(epochs) of metrics, but no checkpoint after step \(first) can be used",
      advice: reasons + [
        "nothing was changed; the same run from its start: \(command: command(from: first))"
      ])
  }
}
