package import Datasets
package import Experiments
package import JSON
package import Runs

/// The command that trains a definition: an experiment or a fork of a run, and the values that
/// differ from it.
package struct TrainingCommand: Hashable, Sendable {
  /// What the training starts from.
  private enum Start: Hashable {
    case experiment(String)
    case checkpoint(run: String, step: Int)
  }

  private let start: Start
  /// The differences from the experiment's definition, or from that of the forked run.
  let overrides: [DefinitionOverride]

  /// The command that trains a run's setting with any seed; nil for an imported run and a fork, and
  /// if the experiment does not exist or does not give the setting.
  package init?(ofSettingOf run: Run, in library: ExperimentLibrary) {
    guard run.record.imported == nil, run.record.parent == nil,
      let experiment = try? run.resolvedExperiment(),
      let base = try? library.resolve(run.record.experiment, known: experiment.dataset).definition
    else { return nil }
    self.init(
      experiment.definition.seeded(as: base), of: run.record.experiment, in: library,
      known: experiment.dataset)
  }

  /// The command that trains a definition from its first weights; nil if the experiment does not
  /// exist or does not give the definition.
  ///
  /// - Parameter known: a data set whose files need not be opened.
  package init?(
    _ definition: JSONValue, of experiment: String, in library: ExperimentLibrary,
    known: DatasetConfiguration? = nil
  ) {
    guard let base = try? library.resolve(experiment, known: known).definition else { return nil }
    let found = DefinitionOverride.turning(base, into: definition) { overrides in
      try? library.resolve(experiment, overrides: overrides, known: known).definition
    }
    guard let found else { return nil }
    start = .experiment(experiment)
    overrides = found
  }

  /// The command that forks a run with this definition; nil if the run does not give it.
  package init?(_ definition: JSONValue, forking run: Run, from step: Int) {
    guard let base = try? run.resolvedExperiment().definition else { return nil }
    let found = DefinitionOverride.turning(base, into: definition) { overrides in
      try? run.experiment(changedBy: overrides).definition
    }
    guard let found else { return nil }
    start = .checkpoint(run: run.id, step: step)
    overrides = found
  }

  package init(experiment: String, overrides: [DefinitionOverride]) {
    self.init(.experiment(experiment), overrides)
  }

  private init(_ start: Start, _ overrides: [DefinitionOverride]) {
    self.start = start
    self.overrides = overrides
  }

  /// The command with one value changed on top of the others.
  package func setting(_ path: JSONPath, to value: JSONValue) -> TrainingCommand {
    TrainingCommand(start, overrides.filter { $0.path != path } + [.set(path, to: value)])
  }

  /// - Parameters:
  ///   - seeds: one training for each, if it starts from first weights.
  ///   - onlyNeeded: whether to leave out trainings that already exist.
  ///   - quietly: whether to print only ids.
  package func command(
    seeds: ClosedRange<Int>? = nil, onlyNeeded: Bool = false, quietly: Bool = false
  ) -> ProgramCommand {
    let settings = overrides.map { "\($0.path)=\($0.value.canonicalText)" }
    return switch start {
    case .experiment(let name):
      .run(
        experiment: name, seeds: seeds, onlyNeeded: onlyNeeded, quietly: quietly,
        settings: settings)
    case .checkpoint(let run, let step): .fork(run: run, step: step, settings: settings)
    }
  }
}

extension JSONValue {
  /// The definition with the seed of another.
  fileprivate func seeded(as other: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members["seed"] = other["seed"]
    return .object(members)
  }
}
