import Experiments
package import JSON

/// The names of a definition's classes: those in `dataset.classes` if it has them, otherwise their
/// numbers.
package struct ClassNames: Hashable, Sendable {
  /// The names in the order of the classes; empty if they have none.
  package let names: [String]

  /// - Parameter definition: a resolved definition; nil if nothing is known about the classes.
  package init(_ definition: JSONValue?) {
    names = definition?["dataset"]?["classes"]?.array?.compactMap(\.string) ?? []
  }

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
