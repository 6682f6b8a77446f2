import Experiments
import JSON
import Runs

extension RunStore {
  /// Makes a run of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: the sweep's name.
  ///   - given: the state of a run that begins with given weights; nil if it draws them.
  /// - Throws: a `RunError`, of kind `held` if another process made the run a moment ago.
  func create(
    _ trial: SweepTrial, of sweep: String, _ experiment: ResolvedExperiment, dataSHA256: String,
    provenance: Provenance, from given: GivenState?
  ) throws(RunError) -> RunRecorder {
    do {
      return try create(
        experiment, dataSHA256: dataSHA256, name: trial.id, provenance: provenance,
        sweep: RunSweep(name: sweep, values: trial.values.json.object ?? [:]),
        tags: trial.isConfirmation ? [SweepTrial.confirmationTag] : [], from: given)
    } catch {
      guard error.kind == .usage, try hasEntry(trial.id) else { throw error }
      throw RunError(.held, error.message)
    }
  }
}
