package import Datasets
package import Experiments
package import Runs

/// A first definition for data that have none, before it is written.
package struct NewDefinition: Sendable {
  package let data: SurveyedData
  package let experiment: ResolvedExperiment
  /// What a check of all examples found.
  package let check: DataCheck
  /// What was decided for the user.
  package let notes: [String]
  package let text: String

  /// Looks at the data, all of them, and drafts a definition that trains on them.
  ///
  /// - Parameters:
  ///   - name: the experiment's name.
  ///   - path: of the data, from the workspace or absolute.
  ///   - label: the name or index of the column of a table that is learnt; nil to choose one.
  /// - Throws: a `DatasetError` or a `DefinitionError` if there is nothing to train on.
  package init(
    _ name: String, from path: String, label: String?, in workspace: Workspace
  ) throws {
    var places = DataSearchPaths.current
    places.workspace = workspace.path
    data = try SurveyedData(at: path, label: label, in: places)
    let definition = FirstDefinition(for: data)
    text = definition.text
    notes = definition.notes
    experiment = try workspace.library.resolve(name, text: text)
    check = try DataCheck(of: experiment, named: path)
  }
}
