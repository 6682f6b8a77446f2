package import Experiments
import Tables
import Training

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
      beginning: try source.beginning(plan, experiment))
  }
}
