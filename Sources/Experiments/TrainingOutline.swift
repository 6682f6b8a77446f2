import Datasets
package import Engine
import JSON

/// What a resolved definition says about its training, without opening data files.
package struct TrainingOutline: Hashable, Sendable {
  package let training: TrainingConfiguration
  package let checkpoint: CheckpointPolicy
  package let schedule: ScheduleConfiguration
  /// Whether predictions are right or wrong.
  package let isClassification: Bool
  package let hasValidation: Bool
  /// The number of examples in the train part; nil if only the data files say it.
  package let trainCount: Int?
  /// Whether the shape of the examples depends on files outside the program.
  package let needsDataFiles: Bool

  /// Batches an epoch.
  package var stepsPerEpoch: Int? { trainCount.map(training.stepsPerEpoch) }

  package var totalSteps: Int? { stepsPerEpoch.map { $0 * training.epochs } }

  init(
    training: TrainingConfiguration, checkpoint: CheckpointPolicy, schedule: ScheduleConfiguration,
    dataset: DatasetConfiguration, trainCount: Int?
  ) {
    self.training = training
    self.checkpoint = checkpoint
    self.schedule = schedule
    // No data set is larger, so everything computed from this fits in Int.
    self.trainCount = trainCount.flatMap { $0 < 1 << 40 ? $0 : nil }
    isClassification = dataset.source.hasClasses
    hasValidation = dataset.hasValidation
    needsDataFiles = dataset.source.format.needsDataFiles
  }
}

extension ResolvedExperiment {
  package var outline: TrainingOutline {
    TrainingOutline(
      training: training, checkpoint: checkpoint, schedule: schedule, dataset: dataset,
      trainCount: trainCount)
  }
}

extension TrainingOutline {
  /// Reads a resolved definition, as a run stores it.
  ///
  /// - Parameter file: the name of the file in messages.
  /// - Throws: `DefinitionError` if this version does not know a key or value, or if the definition
  ///   was never resolved.
  package init(parsing bytes: [UInt8], file: String) throws(DefinitionError) {
    let definition = try ExperimentDefinition(
      name: file, parsing: bytes, file: file, for: .reading)
    let fields = Fields(definition.value)
    guard fields.fields("checkpoint").optional("best") != nil else {
      throw definition.error([
        Diagnostic(
          path: JSONPath("checkpoint.best"), problem: "missing; the definition is unresolved")
      ])
    }
    let dataset = definition.dataset
    self.init(
      training: TrainingConfiguration(fields.fields("training", of: trainingDescription)),
      checkpoint: CheckpointPolicy(fields.fields("checkpoint")),
      schedule: schedules.make(fields["schedule"]), dataset: dataset,
      trainCount: dataset.train?.count)
  }
}

extension TrainingConfiguration {
  /// Reads a resolved `training`, described by `trainingDescription`.
  init(_ fields: Fields) {
    self.init(
      epochs: fields.int("epochs"), batchSize: fields.int("batch_size"),
      shuffle: fields.bool("shuffle"), dropLast: fields.bool("drop_last"),
      earlyStopping: fields.optional("early_stopping").map {
        EarlyStopping(Fields($0, of: earlyStoppingDescription))
      },
      averageDecay: fields.optional("ema").map { Fields($0).double("decay") },
      logEverySteps: fields.optional("log_every_steps")?.int,
      metrics: fields.choices("metrics"))
  }
}

extension CheckpointPolicy {
  /// Reads a resolved `checkpoint`.
  init(_ fields: Fields) {
    self.init(
      everyEpochs: fields.int("every_epochs"), everySteps: fields.optional("every_steps")?.int,
      keepLast: fields.int("keep_last"), best: fields.choice("best"))
  }
}

extension EarlyStopping {
  fileprivate init(_ fields: Fields) {
    let metric: MetricName = fields.choice("metric")
    self.init(
      metric: metric,
      mode: fields.optional("mode") == nil
        ? metric.direction == .higher ? .max : .min : fields.choice("mode"),
      patience: fields.int("patience"), minDelta: fields.double("min_delta"))
  }
}
