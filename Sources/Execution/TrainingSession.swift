package import Datasets
package import Runs
package import Training

/// One training: the recorder writes the trainer's events, then the listeners are told.
package struct TrainingSession {
  package let recorder: RunRecorder
  /// The state to resume from. If nil, the training begins with the initial weights.
  package let resuming: TrainingState?
  private let dataset: LoadedDataset
  private let resources: ComputeResources

  package init(
    recorder: RunRecorder, resuming: TrainingState?, dataset: LoadedDataset,
    resources: ComputeResources
  ) {
    self.recorder = recorder
    self.resuming = resuming
    self.dataset = dataset
    self.resources = resources
    recorder.encoding = dataset.encoding
  }

  /// Goes on with a run.
  init(_ resumed: ResumedRun, on dataset: LoadedDataset, with resources: ComputeResources) {
    self.init(
      recorder: resumed.recorder, resuming: resumed.state, dataset: dataset, resources: resources)
  }

  /// Trains to the end or until it is stopped, and records the outcome.
  ///
  /// - Parameter isStopped: asked between steps whether to stop.
  /// - Throws: the error that ended the training, after it is recorded.
  package func perform(
    telling listeners: [any TrainingListener], isStopped: () -> Bool
  ) throws -> TrainingOutcome {
    do {
      let outcome = try train(listeners, isStopped)
      for listener in listeners { listener.end(outcome) }
      return outcome
    } catch {
      for listener in listeners { listener.end(nil) }
      recorder.fail((error as? RunError)?.message ?? "\(error)")
      throw error
    }
  }

  private func train(
    _ listeners: [any TrainingListener], _ isStopped: () -> Bool
  ) throws -> TrainingOutcome {
    let trainer = try Trainer(
      recorder.experiment, dataset: dataset, threads: resources.threads,
      kernels: resources.kernels, resuming: resuming)
    try recorder.note(threads: trainer.threads)
    for listener in listeners { listener.begin(threads: trainer.threads, of: resources.threads) }
    let stepListeners = listeners.filter(\.hearsSteps)
    let outcome = try trainer.run(
      isStopped: isStopped,
      listen: { event in
        try recorder.record(event)
        if case .finishedStep = event {
          for listener in stepListeners { listener.take(event) }
        } else {
          for listener in listeners { listener.take(event) }
        }
      })
    try recorder.finish(outcome)
    return outcome
  }
}
