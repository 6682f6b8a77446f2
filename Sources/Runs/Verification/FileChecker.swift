import Experiments
import Files
import JSON
import Tables
import Training

/// Goes through a run's files one by one.
struct FileChecker {
  private(set) var check = FileCheck()
  private let run: Run
  private let outline: TrainingOutline
  private let experiment: ResolvedExperiment?
  private let checkpoints: CheckpointFolder
  private let tables: CountedTables
  private var metrics: MetricsTable?
  private var newest: Checkpoint?

  /// - Parameter experiment: nil: without its data, so that shapes are not checked.
  init(
    _ run: Run, _ outline: TrainingOutline, of experiment: ResolvedExperiment?
  ) throws(RunError) {
    self.run = run
    self.outline = outline
    self.experiment = experiment
    checkpoints = try run.checkpointFolder(of: experiment)
    tables = try CountedTables(of: run)
    check.metrics = Self.rows(tables.metrics)
  }

  mutating func perform() throws(RunError) {
    checkMetrics()
    if outline.training.logEverySteps != nil, tables.stepsBytes == 0 {
      find(Run.stepsFile, "is missing or empty")
    }
    for step in expectedSteps { try check(step: step) }
    if run.state == .finished { try checkPredictions() }
    checkRecord()
  }

  private static func rows(_ bytes: [UInt8]) -> [[String]] {
    Array(CSVLines(bytes).dropFirst())
  }

  private mutating func find(_ file: String, _ problem: String) {
    check.diagnostics.append(FileCheck.Diagnostic(file: file, problem: problem))
  }

  private func isFound(_ file: String) -> Bool {
    check.diagnostics.contains { $0.file == file }
  }

  private mutating func checkMetrics() {
    let table: MetricsTable
    do {
      table = try MetricsTable(parsing: tables.metrics)
    } catch {
      return find(Run.metricsFile, "cannot be read: \(error)")
    }
    let schema = MetricsColumns(outline).schema
    let names = schema.names.joined(separator: ",")
    guard table.schema == schema else {
      return find(
        Run.metricsFile, "has another header than that of its definition: \(names)")
    }
    metrics = table
    if table.isTorn, run.state == .finished { find(Run.metricsFile, "ends inside a row") }
    guard let stepsPerEpoch = outline.stepsPerEpoch else { return }
    for row in 0..<table.count {
      let step = (row + 1) * stepsPerEpoch
      guard table.epochs[row] != row + 1 || table.steps[row] != step else { continue }
      return find(
        Run.metricsFile,
        "line \(row + 2): epoch \(table.epochs[row]), step \(table.steps[row]) where "
          + "epoch \(row + 1), step \(step) belongs")
    }
  }

  /// The steps that have a file, and of a finished run the first and the last, ascending.
  private var expectedSteps: [Int] {
    guard let last = run.lastKeptStep else { return checkpoints.steps }
    return Set(checkpoints.steps).union([checkpoints.owner.firstStep, last]).sorted()
  }

  private mutating func check(step: Int) throws(RunError) {
    let file = "\(CheckpointName.folder)/\(CheckpointName.file(step: step))"
    let checkpoint: Checkpoint
    do throws(CheckpointRefusal) {
      guard checkpoints.steps.contains(step) else { throw .missing }
      checkpoint = try checkpoints.read(step: step, tables: tables)
    } catch {
      switch error {
      case .leftBehind: return
      // The table was found already.
      case .aheadOfTable(let file, _, _) where isFound(file): return
      default: break
      }
      check.damagedSteps.append(step)
      return find(file, error.reason)
    }
    try checkRows(checkpoint)
    let state = checkpoint.state
    check.checkpoints.append(SavedCheckpoint(step: step, epoch: state.epoch, batch: state.batch))
    newest = checkpoint
    checkDigest(checkpoint, file)
    if step == 0 { checkGivenWeights(checkpoint, file) }
  }

  /// Compares the weights that the run was given with their digest in run.json.
  private mutating func checkGivenWeights(_ checkpoint: Checkpoint, _ file: String) {
    guard let recorded = run.record.initialWeights?.sha256, let experiment else { return }
    let wanted = WantedTensors(experiment, layers: experiment.initialWeights?.layers)
    let found = SHA256Digest.weights(wanted.chosen(from: checkpoint.state.model)).description
    guard found != recorded else { return }
    find(
      file,
      "begins with weights \(found.prefix(16)), but \(Run.recordFile) has \(recorded.prefix(16)) "
        + "of init_from")
  }

  /// Compares the rows that a checkpoint counts with those in the tables.
  private mutating func checkRows(_ checkpoint: Checkpoint) throws(RunError) {
    guard let changed = try tables.changed(since: checkpoint.metadata),
      !isFound(changed.file)
    else { return }
    find(
      changed.file,
      "was changed: its first \(changed.rows) rows are not those that "
        + "\(CheckpointName.file(step: checkpoint.state.step)) counts")
  }

  /// Compares the weights with the fingerprint in their epoch's row.
  private mutating func checkDigest(_ checkpoint: Checkpoint, _ file: String) {
    let state = checkpoint.state
    guard state.batch == 0, state.epoch > 0, let digests = metrics?.weightsDigests,
      state.epoch <= digests.count
    else { return }
    let found = String(checkpoint.weightsSHA256.prefix(16))
    let recorded = digests[state.epoch - 1]
    guard found != recorded else { return }
    find(
      file,
      "has weights \(found), but \(Run.metricsFile) has \(recorded.printable) of "
        + "epoch \(state.epoch)")
  }

  private mutating func checkPredictions() throws(RunError) {
    let file = Run.predictionsFile
    guard let bytes = try run.folder.readIfPresent(file, limit: Run.maximumPredictionsBytes) else {
      return find(file, "is missing, though the run is finished")
    }
    check.predictions = Self.rows(bytes)
    let table: PredictionsTable
    do {
      table = try PredictionsTable(parsing: bytes)
    } catch {
      return find(file, "cannot be read: \(error)")
    }
    guard let answers = table.answers, !answers.isEmpty,
      let accuracy = metrics?.values(of: "test_accuracy")?.last
    else { return }
    let right = answers.count(where: \.isRight)
    // 0.1 took the prediction of an example without an answer for one.
    let rightBefore = answers.count { $0.prediction == $0.label }
    let accuracies = [right, rightBefore].map { Double($0) / Double(answers.count) }
    guard !accuracies.contains(accuracy) else { return }
    find(
      file,
      "has \(right) of \(answers.count) answers right, but the last test_accuracy of "
        + "\(Run.metricsFile) is \(shortestText(accuracy))")
  }
}

// MARK: run.json

extension FileChecker {
  private mutating func checkRecord() {
    let record = run.record
    guard record.state != .running else { return }
    if let metrics {
      let summary = RunSummary(metrics: metrics, timing: TimingTable())
      let keys = ["metrics", "epoch", "step"]
      if keys.contains(where: { summary.json[$0] != record.summary.json[$0] }) {
        find(Run.recordFile, "summary: is not what \(Run.metricsFile) says")
      }
    }
    guard let end = recordedEnd(record) else { return }
    guard let batches = outline.stepsPerEpoch else {
      check.end = end
      return
    }
    guard (0...outline.training.epochs).contains(end.epoch), (0...batches).contains(end.batch),
      end.step == end.epoch * batches + end.batch, end.step >= newest?.state.step ?? 0
    else {
      return find(
        Run.recordFile,
        "says that it ended at step \(end.step) after \(end.epoch) epochs of \(batches) steps; "
          + "its newest usable checkpoint is of step \(newest?.state.step ?? 0)")
    }
    check.end = end
    guard record.state == .finished, let newest, newest.state.step == end.step,
      record.weightsSHA256 != newest.weightsSHA256
    else { return }
    find(
      Run.recordFile,
      "weights_sha256: is \(record.weightsSHA256?.prefix(16) ?? "-"), but the last checkpoint has "
        + "\(newest.weightsSHA256.prefix(16))")
  }

  /// The point where the training ended by itself.
  private func recordedEnd(_ record: RunRecord) -> SavedCheckpoint? {
    switch record.state {
    case .finished:
      SavedCheckpoint(step: record.summary.step, epoch: record.summary.epoch, batch: 0)
    case .diverged:
      record.divergence.map {
        SavedCheckpoint(step: $0.step, epoch: $0.epoch - 1, batch: $0.batch)
      }
    case .running, .interrupted, .pruned, .failed: nil
    }
  }
}
