package import Datasets
package import Experiments
package import Runs

/// What of `bench` trains by a definition: `run lenet5-sgd --set optimizer.learning_rate=0.05`.
package struct TrainingCommand: Hashable, Sendable {
  /// `run lenet5-sgd`, `fork lenet5-sgd-001 --from step-790`
  private let verb: String
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
    verb = "run \(experiment)"
    overrides = found
  }

  /// What forks a run so; nil where the run does not come to it.
  package init?(_ definition: JSONValue, forking run: Run, from step: Int) {
    guard let base = try? run.resolvedExperiment().definition else { return nil }
    let found = DefinitionOverride.turning(base, into: definition) { overrides in
      try? run.experiment(changedBy: overrides).definition
    }
    guard let found else { return nil }
    verb = "fork \(run.id) --from step-\(step)"
    overrides = found
  }

  package init(verb: String, overrides: [DefinitionOverride]) {
    self.verb = verb
    self.overrides = overrides
  }

  /// The command with one value changed on top of the others.
  package func setting(_ path: JSONPath, to value: JSONValue) -> TrainingCommand {
    TrainingCommand(
      verb: verb, overrides: overrides.filter { $0.path != path } + [.set(path, to: value)])
  }

  /// As it is typed into a shell.
  ///
  /// - Parameters:
  ///   - bench: how the program is called.
  ///   - options: what stands before the overrides, as it is typed.
  package func text(bench: String, options: [String] = []) -> String {
    ([bench.shellQuoted, verb] + options + overrides.map(\.shellText)).joined(separator: " ")
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
