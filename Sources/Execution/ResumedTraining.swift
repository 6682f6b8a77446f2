import Datasets
package import Experiments
package import Runs

/// How resuming a run begins.
package enum ResumedTraining {
  /// Nothing is left to train.
  case finished(ResolvedExperiment)
  case ready(TrainingSession, ResumeReport)

  /// Takes the run's lock and prepares the training from one of its checkpoints to the end of its
  /// definition.
  ///
  /// - Parameter provenance: returns the program and machine, for run.json.
  /// - Throws: a `RunError` that says why the run cannot be resumed, a `DatasetError` where its data
  ///   cannot be loaded, a `DefinitionError` where its definition cannot be resolved.
  package init(
    of run: Run, from point: ResumePoint, with resources: ComputeResources,
    by provenance: () -> Provenance
  ) throws {
    try run.requireTraining(to: "resume")
    let experiment = try run.resolvedExperiment()
    guard !run.isDone(from: point) else {
      try run.checkDefinition()
      self = .finished(experiment)
      return
    }
    // Before the run is touched: data may be missing.
    let dataset = try run.loadData(experiment)
    let resumption = try run.resume(
      from: point, dataSHA256: dataset.dataSHA256, provenance: provenance())
    switch resumption {
    case .alreadyFinished: self = .finished(experiment)
    case .ready(let resumed):
      self = .ready(TrainingSession(resumed, on: dataset, with: resources), resumed.report)
    }
  }
}
