import Datasets
import Engine
import Experiments
import Files
package import Runs
import Training

/// A verification that trains by a receipt, in memory and without the run's folder.
package struct ReceiptSession {
  private let receipt: Receipt
  private let store: RunStore
  private let resources: ComputeResources
  private let start: String?

  /// What a verification found.
  package struct Outcome {
    /// nil if everything is the same.
    package let difference: ReceiptTraining.Difference?
    package let threads: Int
    /// Wall seconds of the training.
    package let seconds: Double
  }

  /// - Parameters:
  ///   - store: of the workspace with the data files.
  ///   - start: the path of the checkpoint that the run begins with; nil for none.
  package init(
    _ receipt: Receipt, in store: RunStore, start: String?, with resources: ComputeResources
  ) {
    self.receipt = receipt
    self.store = store
    self.start = start
    self.resources = resources
  }

  /// Trains and compares. Returns nil if stopped.
  ///
  /// - Parameters:
  ///   - begin: called when the data are loaded, with the number of steps to train at most.
  ///   - listen: called after each step with the number of steps.
  /// - Throws: a `RunError` if this version, these data or the files that are here cannot repeat the
  ///   training, a `DefinitionError` if the definition cannot be resolved, a `DatasetError` if the
  ///   data cannot be loaded.
  package func perform(
    begin: (_ steps: Int) -> Void, isStopped: () -> Bool, listen: (_ step: Int) -> Void
  ) throws -> Outcome? {
    try receipt.requireThisNumerics()
    let experiment = try receipt.resolvedExperiment(in: store.workspace)
    let state = try receipt.firstState(of: experiment, fromFile: start)
    let given = state == nil ? try receipt.givenWeights(in: store, of: experiment) : nil
    try receipt.check(dataSHA256: try experiment.dataset.dataSHA256())
    let dataset = try experiment.dataset.load()
    try receipt.check(dataSHA256: dataset.dataSHA256)
    let trainer = try Trainer(
      experiment, dataset: dataset, threads: resources.threads, kernels: resources.kernels,
      resuming: state, given: given?.tensors ?? [])
    begin(min(experiment.totalSteps, receipt.lastStep + 1))
    let clock = ContinuousClock()
    let began = clock.now
    var training = ReceiptTraining(receipt, of: experiment)
    let outcome = try trainer.run(
      isStopped: { isStopped() || training.isDone },
      listen: { event in
        training.take(event)
        if case .finishedStep(let result) = event { listen(result.step) }
      })
    if isStopped() { return nil }
    training.finish(outcome)
    return Outcome(
      difference: training.difference, threads: trainer.threads,
      seconds: began.duration(to: clock.now) / .seconds(1))
  }
}
