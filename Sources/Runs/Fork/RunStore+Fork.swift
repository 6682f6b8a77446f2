package import Experiments
import Tables
import Training

/// What a fork has before its first step: where it comes from, its first state, and the rows of
/// the epochs before.
struct ForkInitialState {
  let parent: RunParent
  let state: TrainingState
  /// Of metrics.csv, in the fork's columns.
  let metrics: [[String]]
  /// nil: it has no steps.csv.
  let steps: ForkSteps?
}

extension RunStore {
  /// Starts a run from a checkpoint of another. Its first checkpoint and the rows that this counts
  /// are in place before there is a run, so that it depends on its parent for nothing.
  ///
  /// The rows are the parent's: metrics.csv begins with epoch 1 and a checkpoint counts as many
  /// rows as epochs, in a fork as everywhere, and a fork that only goes on longer has the bytes of
  /// a run that was longer from the start. timing.csv begins with the fork: the time before was
  /// not its own.
  ///
  /// - Parameters:
  ///   - plan: made of this source for this experiment and these data.
  ///   - name: the id to use; nil: the experiment's name and the next free number.
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
  /// Writes what a fork begins with, the rows first.
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
