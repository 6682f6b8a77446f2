import Datasets
package import Engine
package import Experiments
import Training

/// Measures the steps of experiments, one after the other, in turns with the limits of the machine.
/// Nothing is written.
package struct PerformanceSession {
  private let resources: ComputeResources
  private let seconds: Int

  /// - Parameter seconds: how long each experiment is trained.
  package init(with resources: ComputeResources, seconds: Int) {
    self.resources = resources
    self.seconds = seconds
  }

  /// Measures each experiment.
  ///
  /// - Parameter tell: called with each profile and the limits as far as they are known then.
  /// - Returns: the limits of the machine.
  /// - Throws: a `DatasetError` where data cannot be loaded, and what `tell` throws.
  package func perform(
    _ experiments: [ResolvedExperiment],
    telling tell: (ResolvedExperiment, StepProfile, MachineLimits) throws -> Void
  ) throws -> MachineLimits {
    let meter = MachineMeter(threads: resources.threads, kernels: resources.kernels)
    meter.measureBandwidth()
    for experiment in experiments {
      let profile = try StepProfile.measured(
        experiment, dataset: try experiment.dataset.load(), threads: resources.threads,
        kernels: resources.kernels, seconds: Double(seconds), inTurnsWith: meter)
      // Around each experiment, so that all figures are of the same minute.
      meter.measureBandwidth()
      try tell(experiment, profile, meter.limits)
    }
    return meter.limits
  }
}
