import Engine
package import Experiments
package import Training

/// Writes everything a training tells: rows as they come, checkpoints durably, run.json at the
/// start and at the end.
///
/// It holds the run's lock as long as it lives, or until `finish`.
package final class RunRecorder {
  package let id: String
  package let experiment: ResolvedExperiment
  /// run.json as it was last written.
  package private(set) var record: RunRecord
  /// The rows of metrics.csv so far.
  package private(set) var metrics: MetricsTable
  package private(set) var timing: TimingTable
  /// The newest checkpoint known to be safe; nil before the first.
  package private(set) var lastSaved: SavedCheckpoint?

  private let folder: Folder
  private let checkpoints: CheckpointFolder
  private let columns: MetricsColumns
  private let metricsLog: CSVLog
  private let timingLog: CSVLog
  private var lock: RunLock?
  private var lastState: TrainingState?

  init(_ parts: RunParts) {
    id = parts.record.id
    experiment = parts.experiment
    record = parts.record
    metrics = parts.metrics
    timing = parts.timing
    lastSaved = parts.lastSaved
    folder = parts.folder
    checkpoints = parts.checkpoints
    columns = MetricsColumns(parts.experiment)
    metricsLog = parts.metricsLog
    timingLog = parts.timingLog
    lock = parts.lock
    lastState = parts.state
  }

  /// `runs/lenet5-sgd-001`.
  package var path: String { folder.path }

  /// Takes the next event; what it asks to be saved is safe when this returns.
  package func record(_ event: TrainingEvent) throws(RunError) {
    precondition(lock != nil, "nothing is recorded after the end")
    switch event {
    case .finishedStep: break
    case .finishedEpoch(let result): try append(result)
    case .reachedCheckpoint(let state): try save(state)
    case .finishedPredictions(let predictions):
      let table = PredictionsTable(predictions)
      let text = table.text(isClassification: columns.hasAccuracy)
      try folder.publish(Array(text.utf8), as: Run.predictionsFile)
    }
  }

  /// Writes how the training ended, and gives the run free.
  package func finish(_ outcome: TrainingOutcome) throws(RunError) {
    switch outcome {
    case .finished:
      record.state = .finished
    case .stopped:
      record.state = .interrupted
    case .diverged(let step, let epoch, let batch, let loss):
      record.state = .diverged
      record.divergence = RunDivergence(step: step, epoch: epoch, batch: batch, loss: loss)
      record.failure = "diverged at step \(step): train_loss is \(shortestText(loss))"
    }
    try end()
  }

  /// Writes, if that is still possible, that the run failed and why; then gives it free.
  package func fail(_ reason: String) {
    guard lock != nil else { return }
    record.state = .failed
    record.failure = reason
    // The disk may be the very reason; an unwritten end is shown as an interruption.
    try? end()
    lock = nil
  }

  private func end() throws(RunError) {
    record.finishedAt = Timestamp.now()
    record.segments[record.segments.count - 1].toStep = lastSaved?.step ?? 0
    record.peakMemoryBytes = max(record.peakMemoryBytes ?? 0, Provenance.peakMemoryBytes())
    record.summary = RunSummary(metrics: metrics, timing: timing)
    if let lastState {
      record.weightsSHA256 = SHA256Digest.weights(lastState.model).description
    }
    try timingLog.synchronize()
    try folder.publish(Array(record.text.utf8), as: Run.recordFile)
    lock = nil
  }

  private func append(_ result: EpochResult) throws(RunError) {
    let cells = columns.cells(result)
    try metricsLog.append(cells.joined(separator: ",") + "\n")
    do {
      try metrics.append(cells, line: metrics.count + 2)
    } catch {
      preconditionFailure("our own row does not fit our own header: \(error)")
    }
    let row = TimingTable.Row(
      epoch: result.epoch, seconds: result.seconds, examplesPerSecond: result.examplesPerSecond)
    try timingLog.append(row.line)
    timing.append(row)
  }
}

extension RunRecorder {
  /// Rows first, then the checkpoint that counts them, then what is obsolete goes.
  private func save(_ state: TrainingState) throws(RunError) {
    do {
      try metricsLog.synchronize()
      try checkpoints.publish(Checkpoint(metadata: metadata, state: state))
    } catch {
      throw savingError(error, step: state.step)
    }
    lastState = state
    lastSaved = SavedCheckpoint(step: state.step, epoch: state.epoch, batch: state.batch)
    try checkpoints.retire(experiment.checkpoint, newest: state.step, best: state.best?.step)
  }

  private var metadata: CheckpointMetadata {
    CheckpointMetadata(
      runKey: record.runKey,
      definition: checkpoints.owner.definition,
      dataSHA256: record.dataSHA256,
      numericsVersion: record.numericsVersion,
      metrics: metricsLog.prefix,
      source: record.parent?.source)
  }

  private func savingError(_ error: RunError, step: Int) -> RunError {
    guard let fault = error.fault else { return error }
    let details = error.room ?? "\(fault.operation.rawValue) \(fault.path)"
    var safe = lastSaved.map { "epoch \($0.epoch) (step \($0.step)) is safe" }
    if fault.problem.isLackOfSpace {
      let wish = "free some space (bench gc shows what can go), then"
      safe = safe.map { "\($0); \(wish)" } ?? wish
    }
    return RunError(
      .failed, "\(path): \(fault.problem), saving step \(step) (\(details))",
      advice: (safe.map { [$0] } ?? []) + ["bench resume \(id)"], fault: fault)
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

/// What a recorder is made of, by starting a run or by resuming one.
struct RunParts {
  var experiment: ResolvedExperiment
  var record: RunRecord
  var folder: Folder
  var checkpoints: CheckpointFolder
  var lock: RunLock
  var metricsLog: CSVLog
  var timingLog: CSVLog
  var metrics: MetricsTable
  var timing = TimingTable()
  var lastSaved: SavedCheckpoint?
  var state: TrainingState?
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
