import Datasets
import Engine
package import Experiments
import Files

extension RunStore {
  /// Makes a finished run of another program's metrics. It has no definition, no weights and no
  /// checkpoints, and cannot be trained again.
  ///
  /// - Parameters:
  ///   - bytes: the CSV file.
  ///   - file: its path, for run.json and errors.
  ///   - name: the id of the run.
  ///   - statements: which values are better, for metrics whose name does not say it.
  ///   - predictions: of the test examples; nil if there are none.
  ///   - provenance: that of the importing process.
  /// - Returns: the table that was read.
  /// - Throws: a `RunError` of kind `usage` for a file that cannot be read as metrics, and for an
  ///   id that is invalid or taken.
  package func importRun(
    _ bytes: [UInt8], file: String, name: String, statements: [MetricStatement] = [],
    predictions: ImportedPredictions? = nil, provenance: Provenance
  ) throws(RunError) -> ImportedTable {
    let table: ImportedTable
    do {
      table = try ImportedTable(parsing: bytes, file: file, statements: statements)
    } catch {
      throw RunError(error, file: file)
    }
    try check(name: name)
    let source = ImportSource(file: file, sha256: SHA256.hash(bytes).description)
    try RunRecord(importing: table, from: source, id: name, provenance: provenance)
      .checkReadable(table)
    let runs = try makeRunsFolder()
    let claim = try claimFolder(name: name, in: runs, for: .importing)
    let record = RunRecord(
      importing: table, from: source, id: claim.id, provenance: provenance)
    do {
      try claim.folder.publish(table.bytes, as: Run.metricsFile)
      if let predictions {
        let text = predictions.table.text(isClassification: predictions.isClassification)
        try claim.folder.publish(Array(text.utf8), as: Run.predictionsFile)
      }
      try claim.folder.publish(record)
      try runs.synchronize()
    } catch {
      discard(claim, in: runs)
      throw error
    }
    return table
  }
}

extension RunError {
  /// Refuses another program's file.
  package init(_ problem: ImportProblem, file: String) {
    self.init(
      .usage, problem.message(file: file),
      advice: problem.advice.map { $0.replacing("FILE", with: file.shellQuoted) })
  }
}

extension RunRecord {
  /// The experiment's name in a run that has none.
  package static let importedExperiment = "imported"

  fileprivate init(
    importing table: ImportedTable, from source: ImportSource, id: String, provenance: Provenance
  ) {
    let now = Timestamp.now()
    self.init(
      id: id, experiment: Self.importedExperiment, runKey: RunKey.key(importing: table),
      state: .finished, weightsSHA256: nil, numericsVersion: 0, dataSHA256: "", seed: 0,
      provenance: provenance, createdAt: now, finishedAt: now, parent: nil, segments: [],
      summary: RunSummary(metrics: table.metrics, timing: TimingTable()), divergence: nil,
      failure: nil, peakMemoryBytes: nil)
    imported = source
    metricDirections = table.metrics.statedDirections
  }
}

extension RunRecord {
  /// Refuses a table from which a run could not be read again.
  fileprivate func checkReadable(_ table: ImportedTable) throws(RunError) {
    guard table.bytes.count <= Run.maximumTableBytes else {
      throw RunError(
        .usage,
        "metrics.csv would have \(table.bytes.count) bytes, more than \(Run.maximumTableBytes)",
        advice: ["import fewer rows or columns"])
    }
    let count = text.utf8.count
    guard count > Self.maximumBytes - Self.reservedBytes else { return }
    throw RunError(
      .usage,
      "\(table.metrics.metricNames.count) metrics are too many: run.json would have \(count) "
        + "bytes, more than \(Self.maximumBytes - Self.reservedBytes)",
      advice: ["import fewer columns"])
  }
}

extension RunKey {
  /// The key of the metrics, which no training can have.
  fileprivate static func key(importing table: ImportedTable) -> String {
    let text = "bench imported run key 1\nmetrics \(SHA256.hash(table.bytes))\n"
    return SHA256.hash(Array(text.utf8)).description
  }
}

extension Run {
  /// Refuses a run that another program trained.
  ///
  /// - Parameter purpose: `resume`, `verify`.
  package func requireTraining(to purpose: String) throws(RunError) {
    guard let source = record.imported else { return }
    throw RunError(
      .usage,
      "\(id) was imported from \(source.file.printable): bench did not train it and cannot "
        + "\(purpose) it",
      advice: ["it can be listed, shown and compared: \(command: .compare([id, "RUN"]))"])
  }
}
