import Engine
import Files
import Tables

/// The tables whose rows a checkpoint counts, in their current state.
///
/// steps.csv may be too large to be read as a whole. Only what a question needs is read, piece by
/// piece.
struct CountedTables {
  /// The bytes of metrics.csv.
  let metrics: [UInt8]
  /// The size of steps.csv in bytes; 0 if there is none.
  let stepsBytes: Int
  private let folder: RunFolder

  /// - Throws: a `RunError` if a table cannot be read.
  init(of run: Run) throws(RunError) {
    folder = run.folder
    metrics =
      try folder.readIfPresent(Run.metricsFile, limit: Run.maximumTableBytes) ?? []
    stepsBytes = try folder.status(of: Run.stepsFile)?.size ?? 0
  }

  /// Returns the table that has fewer rows than a checkpoint counts; nil if all have enough.
  ///
  /// - Throws: a `RunError` if steps.csv cannot be read.
  func lack(
    for metadata: CheckpointMetadata
  ) throws(RunError) -> (file: String, rows: Int, found: Int)? {
    let counted = metadata.metrics
    if counted.bytes > metrics.count {
      let lines = CSVLines(metrics).count
      if lines <= counted.rows { return (Run.metricsFile, counted.rows, max(0, lines - 1)) }
    }
    if let steps = metadata.steps, steps.bytes > stepsBytes {
      let lines = try stepsLines()
      if lines <= steps.rows { return (Run.stepsFile, steps.rows, max(0, lines - 1)) }
    }
    return nil
  }

  /// Returns the table whose first rows are not those that a checkpoint counts; nil if all are.
  ///
  /// - Throws: a `RunError` if steps.csv cannot be read.
  func changed(
    since metadata: CheckpointMetadata
  ) throws(RunError) -> (file: String, rows: Int)? {
    let counted = metadata.metrics
    let start = Array(metrics.prefix(counted.bytes))
    if SHA256.hash(start).description != counted.sha256 { return (Run.metricsFile, counted.rows) }
    guard let steps = metadata.steps else { return nil }
    var hash = SHA256()
    try readSteps(upTo: steps.bytes) { hash.update($0) }
    return hash.finalize().description == steps.sha256 ? nil : (Run.stepsFile, steps.rows)
  }

  /// The whole lines of steps.csv, its header among them.
  private func stepsLines() throws(RunError) -> Int {
    var newlines = 0
    try readSteps(upTo: stepsBytes) { newlines += $0.count { $0 == UInt8(ascii: "\n") } }
    return newlines
  }

  private func readSteps(upTo end: Int, _ take: ([UInt8]) -> Void) throws(RunError) {
    guard end > 0 else { return }
    try folder.open(Run.stepsFile, for: .reading).readPieces(upTo: end, take)
  }
}
