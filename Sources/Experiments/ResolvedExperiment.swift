package import Datasets
package import Engine
import Files
package import JSON

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
  /// nil: the first weights are drawn by the seed.
  package let initialWeights: InitialWeights?
  package let loss: LossConfiguration
  package let optimizer: OptimizerConfiguration
  package let schedule: ScheduleConfiguration
  package let training: TrainingConfiguration
  package let checkpoint: CheckpointPolicy
  /// The shape of one example after padding, `[1, 32, 32]`.
  package let inputShape: Shape
  /// The shape of one example as stored, `[1, 28, 28]`.
  package var rawShape: Shape { dataset.layout?.rawShape ?? inputShape }
  /// The names of the classes in their order: those that the data have, those of the definition, or
  /// those of a published data set; nil if they have none.
  package var classNames: [String]? {
    if let names = dataset.layout?.facts?.classNames { return names }
    let names = definition["dataset"]?["classes"]?.array?.compactMap(\.string)
    return names?.isEmpty == false ? names : dataset.source.format.facts?.classNames
  }
  /// The layers with their shapes, first to last.
  package let layers: [ResolvedLayer]
  /// The number of examples in the train part.
  package let trainCount: Int
  /// What the data files reveal about the definition.
  let remarks: [DatasetRemark]

  /// The ranges of the subset that the definition does not give: they are all of their part.
  package var defaultRanges: [JSONPath] { Self.subsetRanges.filter(defaults.contains) }

  /// The ranges that resolving fills in if they are not given.
  package static let subsetRanges = ["train", "test"].map { JSONPath("dataset.subset.\($0)") }

  package var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// Batches an epoch.
  package var stepsPerEpoch: Int { training.stepsPerEpoch(of: trainCount) }

  package var totalSteps: Int { stepsPerEpoch * training.epochs }

  /// Whether predictions are right or wrong.
  package var isClassification: Bool { dataset.source.hasClasses }

  /// The metrics this training has, in the order of metrics.csv.
  package var metrics: [MetricName] {
    MetricName.available(
      isClassification: isClassification, hasValidation: dataset.hasValidation,
      hasTest: dataset.hasTest,
      further: training.metrics)
  }

  /// The targets that a row of predictions.csv has: the first, or all where a regression measures
  /// further metrics.
  package var predictedTargets: Int {
    isClassification || training.metrics.isEmpty ? 1 : layers.last?.output.count ?? 1
  }

  /// Warnings about what is allowed, one sentence each.
  package var warnings: [String] {
    let advice = "so the test result flatters; a dataset.subset.validation would not"
    var warnings = [logitsWarning(loss.kind, after: layers)].compactMap(\.self)
    // If early stopping uses the same metric, its warning is enough.
    if checkpoint.best.isTest, !defaults.contains(JSONPath("checkpoint.best")) {
      warnings.append(
        "checkpoint.best: \(checkpoint.best.rawValue) chooses the best epoch by the test part, "
          + advice)
    }
    if let stopping = training.earlyStopping, stopping.metric.isTest {
      warnings.append(
        "training.early_stopping.metric: \(stopping.metric.rawValue) ends the training by the "
          + "test part, \(advice)")
    }
    if let metric = schedule.plateau?.metric, metric.isTest {
      warnings.append(
        "schedule.metric: \(metric.rawValue) lowers the learning rate by the test part, \(advice)")
    }
    return warnings + remarks.compactMap(\.warning)
  }
}

/// The length of the training and the size of its batches.
package struct TrainingConfiguration: Hashable, Sendable {
  package var epochs: Int
  package var batchSize: Int
  package var shuffle: Bool
  /// Whether an epoch leaves out its last batch if that is short.
  package var dropLast: Bool
  /// nil: train to the last epoch.
  package var earlyStopping: EarlyStopping?
  /// The decay of the weights' moving averages; nil for none.
  package var averageDecay: Double?
  /// Write a row of steps.csv every this many steps; nil for never.
  package var logEverySteps: Int?
  /// The quantities to measure after each epoch beside loss and accuracy.
  package var metrics: [MetricQuantity]

  package init(
    epochs: Int, batchSize: Int, shuffle: Bool, dropLast: Bool = false,
    earlyStopping: EarlyStopping? = nil, averageDecay: Double? = nil, logEverySteps: Int? = nil,
    metrics: [MetricQuantity] = []
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.dropLast = dropLast
    self.earlyStopping = earlyStopping
    self.averageDecay = averageDecay
    self.logEverySteps = logEverySteps
    self.metrics = metrics
  }

  /// The number of batches in an epoch of so many examples.
  package func stepsPerEpoch(of examples: Int) -> Int {
    (dropLast ? examples : examples + batchSize - 1) / batchSize
  }
}

/// End a training when a metric has not improved by more than `minDelta` for `patience` epochs.
package struct EarlyStopping: Hashable, Sendable {
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    case min
    case max
  }

  package var metric: MetricName
  package var mode: Mode
  package var patience: Int
  /// An improvement must be larger.
  package var minDelta: Double

  package init(metric: MetricName, mode: Mode, patience: Int, minDelta: Double = 0) {
    self.metric = metric
    self.mode = mode
    self.patience = patience
    self.minDelta = minDelta
  }

  /// Whether `value` improves on `best`, as Keras's EarlyStopping decides; NaN never does.
  package func isBetter(_ value: Double, than best: Double) -> Bool {
    mode == .max ? value - minDelta > best : value + minDelta < best
  }
}
