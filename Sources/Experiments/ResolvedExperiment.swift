package import Datasets
package import Engine

/// A definition with inheritance and overrides applied, every default filled in and every value
/// checked: all a training needs to know.
package struct ResolvedExperiment: Sendable {
  /// The file's name without `.json`.
  package let name: String
  /// The resolved definition as JSON; its canonical text is definition.json.
  package let definition: JSONValue
  /// The paths of the values that were filled in.
  package let defaults: Set<JSONPath>
  package let description: String
  package let seed: UInt64
  package let dataset: DatasetConfiguration
  package let architecture: [LayerConfiguration]
  package let loss: LossConfiguration
  package let optimizer: OptimizerConfiguration
  package let schedule: ScheduleConfiguration
  package let training: TrainingConfiguration
  package let checkpoint: CheckpointPolicy
  /// The shape of one example after padding, `[1, 32, 32]`.
  package let inputShape: Shape
  /// The layers with their shapes, first to last.
  package let layers: [ResolvedLayer]
  /// How many examples are trained an epoch.
  package let trainCount: Int

  package var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// Batches an epoch, the last short one included.
  package var stepsPerEpoch: Int { (trainCount + training.batchSize - 1) / training.batchSize }

  package var totalSteps: Int { stepsPerEpoch * training.epochs }

  /// The metrics this training has, in the order of metrics.csv.
  package var metrics: [MetricName] {
    MetricName.available(
      isClassification: loss.isClassification, hasValidation: dataset.validation != nil)
  }

  /// What is allowed but worth a word, a sentence each.
  package var warnings: [String] {
    checkpoint.best.isTest
      ? [
        "checkpoint.best: \(checkpoint.best.rawValue) chooses the best epoch by the test part, "
          + "so the test result flatters; a dataset.subset.validation would not"
      ] : []
  }
}

/// How long and in which portions.
package struct TrainingConfiguration: Hashable, Sendable {
  package var epochs: Int
  package var batchSize: Int
  package var shuffle: Bool

  package init(epochs: Int, batchSize: Int, shuffle: Bool) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.shuffle = shuffle
  }
}
