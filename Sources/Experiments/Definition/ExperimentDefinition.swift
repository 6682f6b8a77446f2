package import Datasets
import Files
package import JSON

/// A definition with inheritance and overrides applied, every default filled in and every value
/// right by itself. What follows from its data is not known yet: no file of data has been opened.
package struct ExperimentDefinition: Sendable {
  /// The experiment's.
  package let name: String
  /// Completed key by key.
  let value: JSONValue
  /// What it learns from, as far as the definition says.
  package let dataset: DatasetConfiguration
  let purpose: DefinitionPurpose
  private let sources: DefinitionSources

  /// - Parameter workspace: the folder from which paths of data files count.
  /// - Throws: `DefinitionError` with every value that is wrong by itself.
  init(
    _ sources: DefinitionSources, workspace: String, for purpose: DefinitionPurpose = .training
  ) throws(DefinitionError) {
    var checker = DefinitionChecker(for: purpose)
    value = checker.complete(sources.value, as: .object(experimentDescription), at: JSONPath())
    guard checker.findings.isEmpty else { throw sources.error(checker.findings) }
    self.sources = sources
    self.purpose = purpose
    name = sources.name
    let fields = Fields(value)
    var dataset: DatasetConfiguration = datasets.make(fields["dataset"])
    dataset.seed = UInt64(fields.int("seed"))
    dataset.places.workspace = workspace
    self.dataset = dataset
  }

  /// Reads a definition that extends no other, as the one a run keeps.
  ///
  /// - Parameters:
  ///   - name: the experiment's.
  ///   - file: how errors show the text's file, `runs/mine-001/definition.json`.
  ///   - workspace: the folder from which paths of data files count.
  ///   - dropped: places of the text's values that count as not given.
  ///   - overrides: values put in afterwards.
  ///   - purpose: what it is read for.
  /// - Throws: `DefinitionError` with every value that is wrong by itself.
  package init(
    name: String, parsing bytes: [UInt8], file: String, workspace: String = ".",
    dropping dropped: [JSONPath] = [], overrides: [DefinitionOverride] = [],
    for purpose: DefinitionPurpose = .training
  ) throws(DefinitionError) {
    let file = try DefinitionFile(label: file, bytes: bytes)
    if file.document.value["extends"] != nil {
      let finding = Diagnostic(
        path: JSONPath("extends"), problem: "only a definition in experiments/ can extend another")
      throw try DefinitionSources(name: name, files: [file], overrides: []).error([finding])
    }
    try self.init(
      DefinitionSources(name: name, files: [file], overrides: overrides, dropping: dropped),
      workspace: workspace, for: purpose)
  }

  /// What was written, merged, before defaults were filled in.
  var given: JSONValue { sources.value }

  /// Fills in what follows from the data, and checks that all fits together.
  ///
  /// - Parameter inspector: says what the data files hold.
  /// - Throws: `DefinitionError` with every mistake found.
  package func resolved(
    by inspector: any DatasetInspector
  ) throws(DefinitionError) -> ResolvedExperiment {
    let draft = ExperimentDraft(self, inspector)
    guard draft.findings.isEmpty else { throw error(draft.findings) }
    return ResolvedExperiment(draft, of: self)
  }

  /// Says of mistakes in how values fit together where they stand.
  func error(_ findings: [Diagnostic]) -> DefinitionError {
    sources.error(findings, areJoint: true)
  }
}
