import Engine
import Experiments
import Files
import Tables
import Training

/// Restores the files of a run to the state that its checkpoint recorded, and starts to record
/// again.
///
/// Every step may be interrupted: what it removes has already been saved elsewhere, or can be
/// reproduced.
struct ResumeRepair {
  private let run: Run
  private let checkpoints: CheckpointFolder
  private let experiment: ResolvedExperiment

  init(run: Run, checkpoints: CheckpointFolder, experiment: ResolvedExperiment) {
    self.run = run
    self.checkpoints = checkpoints
    self.experiment = experiment
  }

  func prepare(
    _ found: FoundCheckpoint, tables: CountedTables, provenance: Provenance, lock: RunLock
  ) throws(RunError) -> ResumedRun {
    let state = found.checkpoint?.state
    var report = ResumeReport(
      id: run.id, stateBefore: run.record.state, epochs: experiment.training.epochs,
      totalSteps: experiment.totalSteps)
    report.skipped = found.skipped
    report.checkpoint = state.map {
      SavedCheckpoint(step: $0.step, epoch: $0.epoch, batch: $0.batch)
    }
    // Before anything is changed.
    let record = try nextRecord(fromStep: state?.step ?? 0, provenance)
    report.removed = try removeScratch()
    let metrics = try cutMetrics(found, tables.metrics, &report)
    try cutSteps(found, &report)
    let timing = try cutTiming(upToEpoch: state?.epoch ?? 0)
    try run.folder.publish(record)
    let parts = RunParts(
      experiment: experiment, record: record, folder: run.folder, checkpoints: checkpoints,
      lock: lock,
      metricsLog: try CSVLog(continuing: Run.metricsFile, in: run.folder),
      stepsLog: experiment.training.logEverySteps == nil
        ? nil : try CSVLog(continuing: Run.stepsFile, in: run.folder),
      timingLog: try CSVLog(continuing: Run.timingFile, isCounted: false, in: run.folder),
      metrics: metrics, timing: timing, lastSaved: report.checkpoint, state: state,
      savesInBackground: run.savesInBackground)
    return ResumedRun(state: state, recorder: RunRecorder(parts), report: report)
  }

  private func removeScratch() throws(RunError) -> [String] {
    let own = try run.folder.removeScratch()
    return own + (try checkpoints.folder.removeScratch()).map { "\(CheckpointName.folder)/\($0)" }
  }

  /// Cuts metrics.csv back to the rows that the checkpoint counts, and returns these.
  private func cutMetrics(
    _ found: FoundCheckpoint, _ bytes: [UInt8], _ report: inout ResumeReport
  ) throws(RunError) -> MetricsTable {
    let lines = CSVLines(bytes)
    let counted = found.checkpoint?.metadata.metrics
    let columns = MetricsColumns(experiment).names
    report.rowsFound = max(0, lines.count - 1)
    report.hadTornRow = lines.isTorn
    report.rowsKept = counted?.rows ?? 0
    report.keptRowsFile = try cut(Run.metricsFile, to: counted, columns: columns, found)
    let countedBytes = counted.map { Array(bytes[..<$0.bytes]) } ?? CSVRow(columns).line
    do {
      return try MetricsTable(parsing: countedBytes)
    } catch {
      throw RunError(.failed, "\(run.folder.path(of: Run.metricsFile)): \(error)")
    }
  }

  /// Cuts steps.csv, if the definition asks for one.
  private func cutSteps(
    _ found: FoundCheckpoint, _ report: inout ResumeReport
  ) throws(RunError) {
    guard experiment.training.logEverySteps != nil else { return }
    report.keptStepsFile = try cut(
      Run.stepsFile, to: found.checkpoint?.metadata.steps, columns: StepsRow.columns, found)
  }

  /// Cuts a table back to the rows that the checkpoint counted.
  ///
  /// - Returns: the file with the removed rows, if the run was resumed from an earlier step on
  ///   purpose.
  private func cut(
    _ name: String, to counted: CSVPrefix?, columns: [String], _ found: FoundCheckpoint
  ) throws(RunError) -> String? {
    let header = CSVRow(columns).line
    let table = try TableCut(of: name, at: counted?.bytes ?? header.count, in: run.folder)
    // Without a checkpoint it is not certain that even the header is on disk.
    let isHeaderRight = counted != nil || table.start == header
    if table.size == table.place, isHeaderRight { return nil }
    let isSaved = found.isChosen && table.wholeBytes > table.place
    let aside =
      isSaved
      ? try table.keep(under: header, step: found.checkpoint?.state.step ?? 0) : nil
    if isHeaderRight {
      let file = try run.folder.open(name, for: .appending)
      try file.truncate(to: table.place)
      try file.synchronize()
      try file.close()
    } else {
      try run.folder.publish(header, as: name)
    }
    return aside
  }

  private func cutTiming(upToEpoch epoch: Int) throws(RunError) -> TimingTable {
    let bytes = try run.folder.readIfPresent(Run.timingFile, limit: Run.maximumTableBytes)
    let table = TimingTable(parsing: bytes ?? [], upToEpoch: epoch)
    let rest = table.bytes
    if bytes != rest { try run.folder.publish(rest, as: Run.timingFile) }
    return table
  }

  /// Returns the new run.json for the time of the training.
  ///
  /// - Throws: a `RunError` if it would be too large to be read again.
  private func nextRecord(
    fromStep step: Int, _ provenance: Provenance
  ) throws(RunError) -> RunRecord {
    var record = run.record
    record.resume(fromStep: step, provenance)
    try record.checkLength()
    return record
  }
}
