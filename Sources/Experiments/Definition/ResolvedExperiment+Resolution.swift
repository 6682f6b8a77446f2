import Datasets
import Engine
package import Files
package import JSON

extension ResolvedExperiment {
  /// Resolves a definition that extends no other, as the one a run keeps.
  ///
  /// - Parameters:
  ///   - name: the experiment's.
  ///   - file: how errors show the text's file, `runs/mine-001/definition.json`.
  ///   - data: what is known of the data files.
  ///   - dropped: places of the text's values that count as not given.
  ///   - overrides: values put in afterwards.
  ///   - purpose: what it is resolved for.
  /// - Throws: `DefinitionError` with every mistake found.
  package init(
    name: String, parsing bytes: [UInt8], file: String, data: DataKnowledge = DataKnowledge(),
    dropping dropped: [JSONPath] = [], overrides: [DefinitionOverride] = [],
    for purpose: DefinitionPurpose = .training
  ) throws(DefinitionError) {
    let file = try DefinitionFile(label: file, bytes: bytes)
    if file.document.value["extends"] != nil {
      let finding = Finding(
        path: JSONPath("extends"), problem: "only a definition in experiments/ can extend another")
      let sources = try DefinitionSources(name: name, files: [file], overrides: [], data: data)
      throw sources.error([finding])
    }
    try self.init(
      DefinitionSources(
        name: name, files: [file], overrides: overrides, data: data, dropping: dropped),
      for: purpose)
  }

  init(
    _ sources: DefinitionSources, for purpose: DefinitionPurpose = .training
  ) throws(DefinitionError) {
    var checker = DefinitionChecker(for: purpose)
    let completed = checker.complete(
      sources.value, as: .object(experimentDescription), at: JSONPath())
    guard checker.findings.isEmpty else { throw sources.error(checker.findings) }
    let draft = ExperimentDraft(
      completed, given: sources.value, data: sources.data, purpose: purpose)
    guard draft.findings.isEmpty else { throw sources.error(draft.findings, areJoint: true) }
    self.init(draft, name: sources.name, given: sources.value)
  }

  private init(_ draft: ExperimentDraft, name: String, given: JSONValue) {
    let fields = Fields(draft.definition)
    self.init(
      name: name, definition: draft.definition,
      defaults: Set(draft.definition.leaves.map(\.path).filter { given[path: $0]?.isNull ?? true }),
      description: fields.string("description"), seed: UInt64(fields.int("seed")),
      dataset: draft.dataset, architecture: draft.check.layers.map(\.configuration),
      loss: draft.loss, optimizer: draft.optimizer, schedule: schedules.make(fields["schedule"]),
      training: TrainingConfiguration(fields.fields("training")),
      checkpoint: CheckpointPolicy(fields.fields("checkpoint")),
      inputShape: draft.inputShape, layers: draft.check.layers, trainCount: draft.trainCount,
      remarks: draft.remarks)
  }
}
