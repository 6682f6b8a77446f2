package import Experiments
package import Runs

extension Run {
  /// The experiment that the run's definition.json describes, resolved.
  ///
  /// - Parameter overrides: what to change first.
  /// - Throws: `RunError` where the file cannot be read, `DefinitionError` where this version
  ///   cannot run what it says.
  package func resolvedExperiment(
    changedBy overrides: [DefinitionOverride] = []
  ) throws -> ResolvedExperiment {
    try ResolvedExperiment(
      name: record.experiment,
      parsing: folder.read("definition.json", limit: 1 << 20),
      file: folder.path(of: "definition.json"), workspace: workspace.path, overrides: overrides)
  }
}
