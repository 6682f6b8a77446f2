import Datasets
import Engine
import JSON

extension ResolvedExperiment {
  /// - Parameter draft: without diagnostics.
  init(_ draft: ExperimentDraft, of definition: ExperimentDefinition) {
    let fields = Fields(draft.definition)
    let given = definition.given
    self.init(
      name: definition.name, definition: draft.definition,
      defaults: Set(draft.definition.leaves.map(\.path).filter { given[path: $0]?.isNull ?? true }),
      description: fields.string("description"), seed: UInt64(fields.int("seed")),
      dataset: draft.dataset, architecture: draft.check.layers.map(\.configuration),
      initialWeights: fields.optional("init_from").map {
        InitialWeights(Fields($0), of: draft.check.layers)
      },
      loss: draft.loss, optimizer: draft.optimizer, schedule: draft.schedule,
      training: TrainingConfiguration(fields.fields("training", of: trainingDescription)),
      checkpoint: CheckpointPolicy(fields.fields("checkpoint")),
      inputShape: draft.inputShape, layers: draft.check.layers, trainCount: draft.trainCount,
      remarks: draft.remarks)
  }
}
