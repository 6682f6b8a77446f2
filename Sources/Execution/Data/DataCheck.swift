package import Datasets
package import Experiments
import Runs

/// The examples of an experiment, of a published data set or of files, and what a check of them
/// found.
package struct DataCheck: Sendable {
  /// The experiment, the data set or the path.
  package let name: String
  /// The columns of a table with missing values.
  package let missing: [MissingValues]
  package let check: DatasetCheck

  package struct MissingValues: Hashable, Sendable {
    package let column: String
    package let count: Int
  }

  /// Checks the examples that an experiment trains and tests on.
  ///
  /// - Throws: a `DatasetError` if the files cannot be read.
  package init(of experiment: ResolvedExperiment, named name: String? = nil) throws {
    let dataset = experiment.dataset
    self.name = name ?? experiment.name
    check = try dataset.check(
      isShuffled: experiment.training.shuffle, classNames: experiment.classNames)
    missing = try dataset.missingValues
  }

  /// Checks a published data set.
  ///
  /// - Returns: nil if none has this name.
  /// - Throws: a `DatasetError` if its files are missing or cannot be read.
  package init?(published name: String, in places: DataSearchPaths) throws {
    guard let source = PublishedDataset.source(named: name) else { return nil }
    self.name = name
    check = try DatasetConfiguration(source: source, places: places).check(isShuffled: true)
    missing = []
  }
}

extension DatasetConfiguration {
  /// The columns of a table's training file with missing values.
  fileprivate var missingValues: [DataCheck.MissingValues] {
    get throws {
      guard let table = source.format as? CSVSource else { return [] }
      return try TableSurvey(of: table, in: places).columns.filter { $0.missingCount > 0 }.map {
        DataCheck.MissingValues(column: $0.words, count: $0.missingCount)
      }
    }
  }
}
