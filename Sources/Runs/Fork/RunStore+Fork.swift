package import Experiments
import Tables
import Training

/// What a fork has before its first step: its origin, its first state, and the rows of the earlier
/// epochs.
struct ForkInitialState {
  let parent: RunParent
  let state: TrainingState
  /// The rows of metrics.csv, in the columns of the fork.
  let metrics: [[String]]
  /// nil: it has no steps.csv.
  let steps: ForkSteps?
}

extension RunStore {
  /// Starts a run from a checkpoint of another one. Its first checkpoint and the rows that this
  /// counts are written before there is a run, so that it does not depend on its parent.
  ///
  /// The rows are the parent's: metrics.csv begins with epoch 1 and a checkpoint counts one row per
  /// epoch, as in every run, so a fork that is only longer has the same bytes as a run that was
  /// longer from the start. timing.csv begins with the fork, because the earlier time was not its
  /// own.
  ///
  /// - Parameters:
  ///   - plan: made from this source for this experiment and these data.
  ///   - name: the id to use; nil for the experiment's name with the next free number.
  package func fork(
    _ source: ForkSource, by plan: ForkPlan, _ experiment: ResolvedExperiment,
    dataSHA256: String, name: String? = nil, provenance: Provenance
  ) throws(RunError) -> RunRecorder {
    try create(
      experiment, dataSHA256: dataSHA256, name: name, provenance: provenance,
      from: try source.beginning(plan, experiment))
  }
}

extension RunParts {
  /// Writes the rows and the checkpoint with which a fork begins, the rows first.
  mutating func begin(_ fork: ForkInitialState) throws(RunError) {
    for (row, cells) in fork.metrics.enumerated() {
      try metricsLog.append(CSVRow(cells))
      do {
        try metrics.append(cells, line: row + 2)
      } catch {
        throw RunError(
          .failed, "\(fork.parent.run): \(Run.metricsFile) cannot be taken over: \(error)")
      }
    }
    try metricsLog.synchronize()
    if let stepsLog {
      var steps = fork.steps
      while let cells = try steps?.next() { try stepsLog.append(CSVRow(cells)) }
      try stepsLog.synchronize()
    }
    let owner = checkpoints.owner
    let metadata = CheckpointMetadata(
      runKey: record.runKey, definition: owner.definition, dataSHA256: record.dataSHA256,
      numericsVersion: record.numericsVersion, metrics: metricsLog.prefix,
      steps: stepsLog?.prefix, source: fork.parent.source)
    try checkpoints.publish(Checkpoint(metadata: metadata, state: fork.state))
    state = fork.state
    lastSaved = SavedCheckpoint(
      step: fork.state.step, epoch: fork.state.epoch, batch: fork.state.batch)
  }
}
