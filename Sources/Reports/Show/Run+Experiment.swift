package import Experiments
package import Runs

extension Run {
  /// The experiment that the run's definition.json describes, resolved.
  ///
  /// - Parameters:
  ///   - overrides: what to change first.
  ///   - purpose: what it is resolved for: a fork of the run is a new training.
  /// - Throws: `RunError` where the file cannot be read, `DefinitionError` where this version
  ///   cannot run what it says.
  package func resolvedExperiment(
    changedBy overrides: [DefinitionOverride] = [], for purpose: DefinitionPurpose = .reading
  ) throws -> ResolvedExperiment {
    try ResolvedExperiment(
      name: record.experiment,
      parsing: folder.read("definition.json", limit: 1 << 20),
      file: folder.path(of: "definition.json"), workspace: workspace.path, overrides: overrides,
      for: purpose)
  }
}
