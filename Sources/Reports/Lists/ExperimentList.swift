package import Datasets
package import Experiments
import JSON

/// The experiments of a workspace as a table, one per row.
package struct ExperimentList: Sendable {
  /// An experiment with the values of its row.
  package struct Entry: Sendable {
    package let name: String
    /// The resolved definition, or its errors.
    package let experiment: Result<ResolvedExperiment, DefinitionError>
    package let runs: Int
    /// The name of a published data set that it needs and that is missing; nil if there is none.
    package let missingData: String?

    package var isWrong: Bool { (try? experiment.get()) == nil }
  }

  package let entries: [Entry]

  /// - Parameters:
  ///   - runs: the number of runs of each experiment.
  ///   - places: where data files are searched. They are not read.
  package init(
    _ library: ExperimentLibrary, runs: [String: Int], places: DataSearchPaths = .current
  ) {
    entries = library.resolveAll().map { name, experiment in
      let source = (try? experiment.get())?.dataset.source
      return Entry(
        name: name, experiment: experiment, runs: runs[name] ?? 0,
        missingData: source.flatMap { PublishedDataset.missing(for: $0, places) })
    }
  }

  package var table: Table {
    Table(
      [
        .init("experiment", align: .left), .init("parameters", importance: 0), .init("runs"),
        .init("description", align: .left, importance: 3, shrinksTo: 30),
        .init("missing data", key: "missing_data", align: .left, for: .programs),
      ],
      rows: entries.map { entry in
        switch entry.experiment {
        case .success(let experiment):
          [
            .text(entry.name), .count(experiment.parameterCount), .integer(entry.runs),
            .text(
              experiment.description, mark: entry.missingData.map { "[data missing: \($0)]" }),
            .text(optional: entry.missingData),
          ]
        case .failure(let error):
          [
            .text(entry.name), .absent, .integer(entry.runs),
            .text("[\(error.cause)]", value: .null, tone: .bad),
            .absent,
          ]
        }
      })
  }
}

extension DefinitionError {
  /// `2 mistakes`, or that only its data are the problem.
  fileprivate var cause: String {
    if isAboutData { return "data missing or damaged" }
    return total == 1 ? "a mistake" : "\(total) mistakes"
  }
}
