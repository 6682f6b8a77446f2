import Engine
import Files
import Tables

/// The tables whose rows a checkpoint counts, as they are found.
///
/// Of steps.csv, which may be larger than what is read whole, no more is read than a question
/// takes, piece by piece.
struct CountedTables {
  /// The bytes of metrics.csv.
  let metrics: [UInt8]
  /// Bytes of steps.csv; 0 where there is none.
  let stepsBytes: Int
  private let folder: RunFolder

  /// - Throws: a `RunError` where a table cannot be read.
  init(of run: Run) throws(RunError) {
    folder = run.folder
    metrics =
      try folder.readIfPresent(Run.metricsFile, limit: Run.maximumTableBytes) ?? []
    stepsBytes = try folder.status(of: Run.stepsFile)?.size ?? 0
  }

  /// The table that has fewer rows than a checkpoint counts; nil where all have enough.
  ///
  /// - Throws: a `RunError` where steps.csv cannot be read.
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

  /// The table whose first rows are not those that a checkpoint counts; nil where all are.
  ///
  /// - Throws: a `RunError` where steps.csv cannot be read.
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
