package import Datasets
package import Experiments
package import JSON
package import Runs

/// The command that trains by a definition: an experiment, or a fork of a run, and the values by
/// which it differs.
package struct TrainingCommand: Hashable, Sendable {
  /// What it begins with.
  private enum Start: Hashable {
    case experiment(String)
    case checkpoint(run: String, step: Int)
  }

  private let start: Start
  /// By which the definition differs from the experiment's, or from that of the forked run.
  let overrides: [DefinitionOverride]

  /// What trains a run's setting with any seed; nil for an imported run and a fork, and where the
  /// experiment is not there or does not come to it.
  package init?(ofSettingOf run: Run, in library: ExperimentLibrary) {
    guard run.record.imported == nil, run.record.parent == nil,
      let experiment = try? run.resolvedExperiment(),
      let base = try? library.resolve(run.record.experiment, known: experiment.dataset).definition
    else { return nil }
    self.init(
      experiment.definition.seeded(as: base), of: run.record.experiment, in: library,
      known: experiment.dataset)
  }

  /// What trains a definition from its first weights; nil where the experiment is not there or does
  /// not come to it.
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

  /// What forks a run so; nil where the run does not come to it.
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
  ///   - seeds: one training each, where it begins from first weights.
  ///   - onlyNeeded: whether trainings that have been are left out.
  ///   - quietly: whether only ids are printed.
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
