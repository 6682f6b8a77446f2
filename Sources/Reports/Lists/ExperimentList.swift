package import Experiments

/// The experiments of a workspace as a table, one a row.
package struct ExperimentList: Sendable {
  /// An experiment with what its row needs.
  package struct Entry: Sendable {
    package let name: String
    /// The resolved definition, or what is wrong with it.
    package let experiment: Result<ResolvedExperiment, DefinitionError>
    package let runs: Int
  }

  package let entries: [Entry]

  /// - Parameter runs: how many runs there are of each experiment.
  package init(_ library: ExperimentLibrary, runs: [String: Int]) {
    entries = library.names.map { name in
      let experiment = Result { () throws(DefinitionError) in try library.resolve(name) }
      return Entry(name: name, experiment: experiment, runs: runs[name] ?? 0)
    }
  }

  package var table: Table {
    Table(
      [
        .init("experiment", align: .left), .init("parameters"), .init("runs"),
        .init("description", align: .left, importance: 3, shrinksTo: 16),
      ],
      rows: entries.map { entry in
        switch entry.experiment {
        case .success(let experiment):
          [
            .text(entry.name), .count(experiment.parameterCount), .integer(entry.runs),
            .text(experiment.description),
          ]
        case .failure(let error):
          [
            .text(entry.name), .absent, .integer(entry.runs),
            .text(
              "[\(error.total == 1 ? "a mistake" : "\(error.total) mistakes"): "
                + "bench validate \(entry.name)]", value: .null, tone: .bad),
          ]
        }
      })
  }
}
