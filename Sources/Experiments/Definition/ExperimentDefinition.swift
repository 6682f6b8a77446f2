package import Datasets
import Files
package import JSON

/// A definition with inheritance and overrides applied and every default filled in. Each value is
/// valid by itself. No data file has been opened, so what depends on the data is not checked yet.
package struct ExperimentDefinition: Sendable {
  /// The experiment's name.
  package let name: String
  /// The definition with its defaults.
  package let value: JSONValue
  /// The data set, as far as the definition describes it.
  package let dataset: DatasetConfiguration
  let purpose: DefinitionPurpose
  private let sources: DefinitionSources

  /// - Parameter workspace: the folder to which paths of data files are relative.
  /// - Throws: `DefinitionError` with every value that is invalid by itself.
  init(
    _ sources: DefinitionSources, workspace: String, for purpose: DefinitionPurpose = .training
  ) throws(DefinitionError) {
    var checker = DefinitionChecker(for: purpose)
    value = checker.complete(sources.value, as: .object(experimentDescription), at: JSONPath())
    guard checker.diagnostics.isEmpty else { throw sources.error(checker.diagnostics) }
    self.sources = sources
    self.purpose = purpose
    name = sources.name
    let fields = Fields(value)
    var dataset: DatasetConfiguration = datasets.make(fields["dataset"])
    dataset.seed = UInt64(fields.int("seed"))
    dataset.places.workspace = workspace
    self.dataset = dataset
  }

  /// Reads a definition that does not extend another one, such as a run's definition.json.
  ///
  /// - Parameters:
  ///   - name: the experiment's name.
  ///   - file: the file's name in errors, `runs/mine-001/definition.json`.
  ///   - workspace: the folder to which paths of data files are relative.
  ///   - dropped: paths of values to treat as if they were not given.
  ///   - overrides: values to set afterwards.
  ///   - purpose: what the definition is read for.
  /// - Throws: `DefinitionError` with every value that is invalid by itself.
  package init(
    name: String, parsing bytes: [UInt8], file: String, workspace: String = ".",
    dropping dropped: [JSONPath] = [], overrides: [DefinitionOverride] = [],
    for purpose: DefinitionPurpose = .training
  ) throws(DefinitionError) {
    let file = try DefinitionFile(label: file, bytes: bytes)
    if file.document.value["extends"] != nil {
      let diagnostic = Diagnostic(
        path: JSONPath("extends"), problem: "only a definition in experiments/ can extend another")
      throw try DefinitionSources(name: name, files: [file], overrides: []).error([diagnostic])
    }
    try self.init(
      DefinitionSources(name: name, files: [file], overrides: overrides, dropping: dropped),
      workspace: workspace, for: purpose)
  }

  /// The merged definition before defaults were filled in.
  var given: JSONValue { sources.value }

  /// Fills in the values that depend on the data and checks that all values fit together.
  ///
  /// - Parameter inspector: determines what the data files hold.
  /// - Throws: `DefinitionError` with every error.
  package func resolved(
    by inspector: any DatasetInspector
  ) throws(DefinitionError) -> ResolvedExperiment {
    let draft = ExperimentDraft(self, inspector)
    guard draft.diagnostics.isEmpty else { throw error(draft.diagnostics) }
    return ResolvedExperiment(draft, of: self)
  }

  /// Locates errors that involve several values.
  func error(_ diagnostics: [Diagnostic]) -> DefinitionError {
    sources.error(diagnostics, areJoint: true)
  }
}
