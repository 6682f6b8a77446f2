import Engine
import Experiments
import Training

/// Puts a run's files into the state that its checkpoint recorded, and starts to record anew.
///
/// Every step can be cut off: what it would remove is in place elsewhere, or is made again.
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
    _ found: ResumeSearch.Found, tables: CountedTables, provenance: Provenance, lock: RunLock
  ) throws(RunError) -> ResumedRun {
    let state = found.checkpoint?.state
    var report = ResumeReport(
      id: run.id, stateBefore: run.record.state, epochs: experiment.training.epochs,
      totalSteps: experiment.totalSteps)
    report.skipped = found.skipped
    report.checkpoint = state.map {
      SavedCheckpoint(step: $0.step, epoch: $0.epoch, batch: $0.batch)
    }
    report.removed = try removeScratch()
    let kept = try cutMetrics(found, tables.metrics, &report)
    let steps = try cutSteps(found, tables.steps, &report)
    let timing = try cutTiming(upToEpoch: state?.epoch ?? 0)
    let record = try recordStart(fromStep: state?.step ?? 0, provenance)
    let parts = RunParts(
      experiment: experiment, record: record, folder: run.folder, checkpoints: checkpoints,
      lock: lock,
      metricsLog: try CSVLog(continuing: Run.metricsFile, after: kept, in: run.folder),
      stepsLog: try steps.map { (content) throws(RunError) in
        try CSVLog(continuing: Run.stepsFile, after: content, in: run.folder)
      },
      timingLog: try CSVLog(
        continuing: Run.timingFile, after: timing.bytes, isCounted: false, in: run.folder),
      metrics: try table(kept), timing: timing, lastSaved: report.checkpoint, state: state,
      savesInBackground: run.savesInBackground)
    return ResumedRun(state: state, recorder: RunRecorder(parts), report: report)
  }

  private func removeScratch() throws(RunError) -> [String] {
    let own = try run.folder.removeScratch()
    return own + (try checkpoints.folder.removeScratch()).map { "\(CheckpointName.folder)/\($0)" }
  }

  /// Cuts metrics.csv back to the rows that the checkpoint counts, and returns them.
  private func cutMetrics(
    _ found: ResumeSearch.Found, _ bytes: [UInt8], _ report: inout ResumeReport
  ) throws(RunError) -> [UInt8] {
    let lines = CSVLines(bytes)
    report.rowsFound = max(0, lines.count - 1)
    report.hadTornRow = lines.isTorn
    report.rowsKept = found.checkpoint?.metadata.metrics.rows ?? 0
    let (kept, aside) = try cut(
      Run.metricsFile, bytes, to: found.checkpoint?.metadata.metrics,
      columns: MetricsColumns(experiment).names, found)
    report.keptRowsFile = aside
    return kept
  }

  /// The same of steps.csv; nil where the definition asks for none.
  private func cutSteps(
    _ found: ResumeSearch.Found, _ bytes: [UInt8], _ report: inout ResumeReport
  ) throws(RunError) -> [UInt8]? {
    guard experiment.training.logEverySteps != nil else { return nil }
    let (kept, aside) = try cut(
      Run.stepsFile, bytes, to: found.checkpoint?.metadata.steps, columns: StepsRow.columns, found)
    report.keptStepsFile = aside
    return kept
  }

  /// Cuts a table back to what was counted of it, and returns that, with the file that has the
  /// rows cut off where somebody went back on purpose.
  private func cut(
    _ name: String, _ bytes: [UInt8], to counted: CSVPrefix?, columns: [String],
    _ found: ResumeSearch.Found
  ) throws(RunError) -> (kept: [UInt8], aside: String?) {
    let header = CSVRow(columns).line
    // Without a checkpoint not even the header is sure to be on disk.
    let kept = counted.map { Array(bytes[..<$0.bytes]) } ?? header
    if bytes == kept { return (kept, nil) }
    var aside: String?
    let complete = CSVLines(bytes).completeBytes
    if found.isChosen, complete > kept.count {
      let cut = header + bytes[kept.count..<complete]
      aside = try keep(cut, of: name, step: found.checkpoint?.state.step ?? 0)
    }
    if bytes.starts(with: kept) {
      let file = try run.folder.open(name, for: .appending)
      try file.truncate(to: kept.count)
      try file.synchronize()
      try file.close()
    } else {
      try run.folder.publish(kept, as: name)
    }
    return (kept, aside)
  }

  /// Puts rows aside as `metrics.before-step-N.csv`, or with a number where that is taken.
  private func keep(
    _ rows: [UInt8], of file: String, step: Int
  ) throws(RunError) -> String {
    let stem = "\(file.dropLast(".csv".count)).before-step-\(step)"
    var name = "\(stem).csv"
    var number = 2
    while let other = try run.folder.readIfPresent(name, limit: Run.maximumTableBytes) {
      if other == rows { return name }
      name = "\(stem).\(number).csv"
      number += 1
    }
    try run.folder.publish(rows, as: name)
    return name
  }

  private func cutTiming(upToEpoch epoch: Int) throws(RunError) -> TimingTable {
    let bytes = try run.folder.readIfPresent(Run.timingFile, limit: Run.maximumTableBytes)
    let table = TimingTable(parsing: bytes ?? [], upToEpoch: epoch)
    let kept = table.bytes
    if bytes != kept { try run.folder.publish(kept, as: Run.timingFile) }
    return table
  }

  private func recordStart(
    fromStep step: Int, _ provenance: Provenance
  ) throws(RunError) -> RunRecord {
    var record = run.record
    if let last = record.segments.indices.last, record.segments[last].toStep == nil {
      record.segments[last].toStep = step
    }
    record.segments.append(
      RunSegment(startedAt: Timestamp.now(), fromStep: step, host: provenance.host))
    record.state = .running
    record.provenance = provenance
    record.finishedAt = nil
    record.divergence = nil
    record.failure = nil
    try run.folder.publish(Array(record.text.utf8), as: Run.recordFile)
    return record
  }

  private func table(_ kept: [UInt8]) throws(RunError) -> MetricsTable {
    do {
      return try MetricsTable(parsing: kept)
    } catch {
      throw RunError(.failed, "\(run.folder.path(of: Run.metricsFile)): \(error)")
    }
  }
}
