package import Datasets
import Engine
package import Experiments
import Files
import JSON
import Tables
package import Training

/// Records the events of a training: rows immediately, checkpoints durably while the training
/// continues, run.json at the start and at the end.
///
/// It holds the run's lock until `finish`, or as long as it lives.
package final class RunRecorder {
  package let id: String
  package let experiment: ResolvedExperiment
  /// The last run.json that was written.
  package private(set) var record: RunRecord
  /// The rows of metrics.csv so far.
  package private(set) var metrics: MetricsTable
  package private(set) var timing: TimingTable

  /// The encoding of the examples. Checkpoints written after it is set contain it, if this run's
  /// checkpoints contain encodings.
  package var encoding: ExampleEncoding? {
    didSet { keptEncoding = keepsEncoding ? encoding : nil }
  }
  private var keptEncoding: ExampleEncoding?

  private let folder: RunFolder
  private let saver: CheckpointSaver
  private let definition: String
  private let columns: MetricsColumns
  private let metricsLog: CSVLog
  /// nil if the definition asks for none.
  private let stepsLog: CSVLog?
  private let timingLog: CSVLog
  private var lock: RunLock?
  private var lastState: TrainingState?
  private let recentSteps = RecentSteps()

  init(_ parts: RunParts) {
    id = parts.record.id
    experiment = parts.experiment
    record = parts.record
    metrics = parts.metrics
    timing = parts.timing
    folder = parts.folder
    saver = CheckpointSaver(parts)
    definition = parts.checkpoints.owner.definition
    columns = MetricsColumns(parts.experiment)
    metricsLog = parts.metricsLog
    stepsLog = parts.stepsLog
    timingLog = parts.timingLog
    lock = parts.lock
    lastState = parts.state
  }

  deinit {
    // The lock is released with this object. Nothing may be in flight then.
    try? saver.wait()
  }

  /// `runs/lenet5-sgd-001`.
  package var path: String { folder.path }

  /// The newest checkpoint that is safe on disk; nil before the first.
  package var lastSaved: SavedCheckpoint? { saver.lastSaved }

  /// Records the next event. When this returns, a row has been written; a checkpoint is safe when
  /// the next one is due, or at the end.
  ///
  /// - Throws: an error of this event, or of the previous checkpoint.
  package func record(_ event: TrainingEvent) throws(RunError) {
    guard let lock else { preconditionFailure("nothing is recorded after the end") }
    try lock.requireHeld()
    switch event {
    case .finishedStep(let result):
      recentSteps.note(result)
      if let stepsLog, let log = result.log { try stepsLog.append(StepsRow.text(result, log)) }
    case .finishedEpoch(let result): try append(result)
    case .reachedCheckpoint(let state):
      try saver.save(
        Checkpoint(metadata: metadata, state: state),
        after: [metricsLog.file] + (stepsLog.map { [$0.file] } ?? []))
      lastState = state
    case .finishedPredictions(let predictions):
      let table = PredictionsTable(predictions)
      let text = table.text(isClassification: columns.hasAccuracy)
      try folder.publish(Array(text.utf8), as: Run.predictionsFile)
    }
  }

  /// Records the number of threads if there are fewer than the record says. run.json has the number
  /// from now on.
  package func note(threads: Int) throws(RunError) {
    guard threads != record.provenance.threads else { return }
    try lock?.requireHeld()
    record.provenance.threads = threads
    try folder.publish(Array(record.text.utf8), as: Run.recordFile)
  }

  /// Writes how the training ended, and gives the run free.
  package func finish(_ outcome: TrainingOutcome) throws(RunError) {
    try saver.wait()
    try lock?.requireHeld()
    switch outcome {
    case .finished:
      if let lastState { try saver.retire(after: lastState) }
      record.state = .finished
    case .stopped:
      record.state = .interrupted
    case .diverged(let step, let epoch, let batch, let loss, let cause):
      record.state = .diverged
      record.divergence = RunDivergence(
        step: step, epoch: epoch, batch: batch, loss: loss,
        lastSteps: recentSteps.steps(before: step))
      record.failure = "diverged at step \(step): \(cause.sentence(loss: shortestText(loss)))"
    }
    try end()
  }

  /// Records, if that is still possible, that the run failed and why, and releases the run.
  ///
  /// Nothing is recorded of a run that another process has taken over.
  package func fail(_ reason: String) {
    guard let held = lock else { return }
    // If this fails, its error is the reason that was given.
    try? saver.wait()
    guard (try? held.requireHeld()) != nil else {
      lock = nil
      return
    }
    record.state = .failed
    record.failure = reason.cut(toEscapedBytes: 4096)
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
    try folder.publish(record)
    lock = nil
  }

  private func append(_ result: EpochResult) throws(RunError) {
    let row = columns.row(result)
    try metricsLog.append(row.text)
    metrics.append(row)
    let time = TimingTable.Row(
      epoch: result.epoch, seconds: result.seconds, examplesPerSecond: result.examplesPerSecond)
    try timingLog.append(time.text)
    timing.append(time)
  }

  private var metadata: CheckpointMetadata {
    CheckpointMetadata(
      runKey: record.runKey, definition: definition, dataSHA256: record.dataSHA256,
      numericsVersion: record.numericsVersion, metrics: metricsLog.prefix,
      steps: stepsLog?.prefix, source: record.parent?.source,
      encoding: keptEncoding)
  }

  /// Whether checkpoints keep the encoding. Those of definitions that bench 0.1 could run are the
  /// bytes that it wrote, and one that is too large for a header is left out: for both it is learnt
  /// again from the data.
  private var keepsEncoding: Bool {
    let dataset = experiment.dataset
    guard dataset.layout?.facts != nil || dataset.isSplit || dataset.isNewTable, let encoding,
      encoding.isLearnt
    else { return false }
    return encoding.json.canonicalText.utf8.count <= CheckpointFile.maximumEncodingBytes
  }
}

/// The parts of a recorder, from starting or from resuming a run.
struct RunParts {
  var experiment: ResolvedExperiment
  var record: RunRecord
  var folder: RunFolder
  var checkpoints: CheckpointFolder
  var lock: RunLock
  var metricsLog: CSVLog
  var stepsLog: CSVLog?
  var timingLog: CSVLog
  var metrics: MetricsTable
  var timing = TimingTable()
  var lastSaved: SavedCheckpoint?
  var state: TrainingState?
  var savesInBackground: Bool
}
