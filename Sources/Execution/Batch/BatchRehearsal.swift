package import Datasets
package import Experiments
package import Runs

/// How a run of a batch would begin.
package struct RehearsedRun {
  package let experiment: ResolvedExperiment
  /// The finished run that makes it unnecessary, or nil.
  package let finished: Run?
  /// The unfinished run that would be resumed, or nil.
  package let resumable: Run?
}

extension TrainingBatch {
  /// Finds out how each run would begin and writes nothing. The data are loaded, so that what a
  /// training would refuse is refused here.
  ///
  /// - Parameter tell: called for each run, with a `DatasetError` where its data cannot be loaded.
  /// - Throws: a `RunError` where `runs/` cannot be read or a run could not be started, and what
  ///   `tell` throws.
  package func rehearse(
    telling tell: (ResolvedExperiment, Result<RehearsedRun, DatasetError>) throws -> Void
  ) throws {
    var datasets = SharedDatasets(experiments.map(\.dataset))
    for experiment in experiments {
      do {
        let dataset = try datasets.take(experiment.dataset)
        try tell(experiment, .success(try rehearsed(experiment, dataset.dataSHA256)))
      } catch let error as DatasetError {
        try tell(experiment, .failure(error))
      }
    }
  }

  private func rehearsed(
    _ experiment: ResolvedExperiment, _ dataSHA256: String
  ) throws(RunError) -> RehearsedRun {
    let key = try key(of: experiment, dataSHA256: dataSHA256)
    let resumable = try resumableRun(key: key)
    if resumable == nil { try store.checkStart(of: experiment, name: name) }
    return RehearsedRun(
      experiment: experiment, finished: try finishedRun(key: key), resumable: resumable)
  }
}
