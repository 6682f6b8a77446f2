import Datasets
package import Experiments
package import Runs

/// A new run that begins with the weights of another run's checkpoint.
package struct ForkedTraining {
  /// The checkpoint that the fork begins from.
  package let source: ForkSource
  /// What the fork takes over.
  package let plan: ForkPlan
  package let session: TrainingSession

  /// Finds out whether the changed definition can go on from the checkpoint, and starts the run.
  ///
  /// - Parameters:
  ///   - name: the id of the new run, or nil for the experiment's name and a number.
  ///   - provenance: returns the program and machine, for run.json.
  /// - Throws: a `RunError` where the checkpoint or the definition does not fit, a `DatasetError`
  ///   where the data cannot be loaded, a `DefinitionError` where the definition is mistaken.
  package init(
    of parent: Run, at point: ResumePoint, changedBy overrides: [DefinitionOverride],
    name: String?, in store: RunStore, with resources: ComputeResources,
    by provenance: () -> Provenance
  ) throws {
    try parent.requireTraining(to: "fork")
    let experiment = try parent.experiment(changedBy: overrides, for: .training)
    source = try ForkSource(parent, at: point, for: experiment)
    let dataset = try experiment.dataset.load()
    plan = try source.plan(experiment, dataSHA256: dataset.dataSHA256)
    let recorder = try store.fork(
      source, by: plan, experiment, dataSHA256: dataset.dataSHA256, name: name,
      provenance: provenance())
    session = TrainingSession(
      recorder: recorder, resuming: plan.state, dataset: dataset, resources: resources)
  }
}
