package import Datasets
package import Engine
package import Experiments
import Training

/// A run's network as it answers: its weights, and how stored examples become its numbers.
package struct TrainedModel: Sendable {
  /// The id of the run.
  package let run: String
  package let experiment: ResolvedExperiment
  /// The step of the checkpoint that the weights come from.
  package let step: Int
  /// `model.<layer>.<name>` in the layers' order: the averages where the training keeps any.
  package let weights: [NamedTensor]
  package let encoding: ExampleEncoding
  /// The width of an answer.
  package let outputs: Int
  /// Sentences about checkpoints that could not be used.
  package let warnings: [String]

  /// The names of the classes in their order, their numbers if they have none; nil for a regression.
  ///
  /// A single output is the probability of the second of two classes.
  package var classes: [String]? {
    guard experiment.isClassification else { return nil }
    return encoding.learnt?.classNames ?? experiment.classNames
      ?? (0..<max(2, outputs)).map(String.init)
  }
}

extension Run {
  /// Reads the network of a checkpoint.
  ///
  /// - Parameter use: the verb, for the error about an imported run.
  /// - Throws: a `RunError` if the run has no such checkpoint; a `DatasetError` or a `RunError` if
  ///   the checkpoint does not say how examples become numbers and the data cannot be read.
  package func trainedModel(at point: ResumePoint, to use: String) throws -> TrainedModel {
    try requireTraining(to: use)
    let experiment = try resolvedExperiment()
    let found = try find(point, of: experiment, for: .evaluate)
    guard let checkpoint = found.checkpoint else {
      throw RunError(.usage, "\(id) has no checkpoint")
    }
    return TrainedModel(
      run: id, experiment: experiment, step: checkpoint.state.step, weights: checkpoint.weights,
      encoding: try checkpoint.metadata.encoding ?? encoding(experiment)
        ?? experiment.dataset.plainEncoding,
      outputs: experiment.layers.last?.output.count ?? 1, warnings: found.warnings)
  }
}
