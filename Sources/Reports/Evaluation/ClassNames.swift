import Datasets
package import Experiments
package import JSON
package import Runs

/// The names of classes: those that the data have, those in a definition's `dataset.classes`, those
/// of a published data set, or else their numbers.
package struct ClassNames: Hashable, Sendable {
  /// The names in the order of the classes; empty if they have none.
  package let names: [String]

  /// - Parameters:
  ///   - definition: a resolved definition; nil if nothing is known about the classes.
  ///   - data: what run.json says about the data.
  package init(_ definition: JSONValue?, data: RecordedData? = nil) {
    let dataset = definition?["dataset"]
    let own = dataset?["classes"]?.array?.compactMap(\.string) ?? []
    names =
      data?.layout.facts?.classNames
      ?? (own.isEmpty ? dataset?["name"]?.string.flatMap(PublishedDataset.classNames) : own) ?? []
  }

  /// The names in an experiment that was resolved with its data.
  package init(_ experiment: ResolvedExperiment) { names = experiment.classNames ?? [] }

  /// `Iris-setosa`, or `0` if the class has no name.
  package subscript(_ label: Int) -> String {
    names.indices.contains(label) ? names[label] : String(label)
  }

  /// The name after the number in predictions.csv: `0 Iris-setosa`, or `0`.
  package func numbered(_ label: Int) -> String {
    names.indices.contains(label) ? "\(label) \(names[label])" : String(label)
  }

  /// `0 Iris-setosa, 1 Iris-virginica`, at most ten of them; nil if they have no names.
  package var legend: String? {
    guard !names.isEmpty else { return nil }
    let shown = names.indices.prefix(10).map(numbered).joined(separator: ", ")
    return shown + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
