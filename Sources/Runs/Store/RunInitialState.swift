import Experiments
import Tables
import Training

/// What a run that does not follow from its seed has before its first step: its origin, its first
/// state, and the rows of the epochs that a fork takes over.
struct RunInitialState {
  /// nil if the run is no fork.
  let parent: RunParent?
  /// The given weights of a run that is no fork.
  let initialWeights: RecordedInitialWeights?
  let state: TrainingState
  /// The rows of metrics.csv, in the columns of the run.
  let metrics: [[String]]
  /// nil: it has no rows of steps.csv.
  let steps: ForkSteps?
}

extension RunParts {
  /// Writes the rows and the checkpoint with which the run begins, the rows first.
  mutating func begin(_ initial: RunInitialState) throws(RunError) {
    for (row, cells) in initial.metrics.enumerated() {
      try metricsLog.append(CSVRow(cells))
      do {
        try metrics.append(cells, line: row + 2)
      } catch {
        throw RunError(
          .failed,
          "\(initial.parent?.run ?? record.id): \(Run.metricsFile) cannot be taken over: \(error)")
      }
    }
    try metricsLog.synchronize()
    if let stepsLog {
      var steps = initial.steps
      while let cells = try steps?.next() { try stepsLog.append(CSVRow(cells)) }
      try stepsLog.synchronize()
    }
    let owner = checkpoints.owner
    let metadata = CheckpointMetadata(
      runKey: record.runKey, definition: owner.definition, dataSHA256: record.dataSHA256,
      numericsVersion: record.numericsVersion, metrics: metricsLog.prefix,
      steps: stepsLog?.prefix, source: initial.parent?.source)
    try checkpoints.publish(Checkpoint(metadata: metadata, state: initial.state))
    state = initial.state
    lastSaved = SavedCheckpoint(
      step: initial.state.step, epoch: initial.state.epoch, batch: initial.state.batch)
  }
}
