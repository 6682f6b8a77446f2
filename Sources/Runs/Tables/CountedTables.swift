/// The bytes of the tables whose rows a checkpoint counts, as they are found.
struct CountedTables {
  let metrics: [UInt8]
  /// Empty where there is none.
  let steps: [UInt8]

  init(of run: Run) throws(RunError) {
    let limit = Run.maximumTableBytes
    metrics = try run.folder.readIfPresent(Run.metricsFile, limit: limit) ?? []
    steps = try run.folder.readIfPresent(Run.stepsFile, limit: limit) ?? []
  }

  /// Each table that a checkpoint counts: its name, its bytes and what is counted of them.
  func counted(
    by metadata: CheckpointMetadata
  ) -> [(file: String, bytes: [UInt8], counted: CSVPrefix)] {
    [(Run.metricsFile, metrics, metadata.metrics)]
      + (metadata.steps.map { [(Run.stepsFile, steps, $0)] } ?? [])
  }
}
