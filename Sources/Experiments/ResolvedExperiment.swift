package import Datasets
package import Engine

/// A definition with inheritance and overrides applied, every default filled in and every value
/// checked: all a training needs to know.
package struct ResolvedExperiment: Sendable {
  /// The file's name without `.json`.
  package let name: String
  /// The resolved definition as JSON; its canonical text is definition.json.
  package let definition: JSONValue
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
