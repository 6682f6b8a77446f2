import Experiments
package import JSON

/// What a definition calls its classes: their names, where `dataset.classes` has them, else their
/// numbers.
package struct ClassNames: Hashable, Sendable {
  /// In the order of the classes; empty where they have none.
  package let names: [String]

  /// - Parameter definition: a resolved one; nil: nothing is known of the classes.
  package init(_ definition: JSONValue?) {
    names = definition?["dataset"]?["classes"]?.array?.compactMap(\.string) ?? []
  }

  /// `Iris-setosa`, or `0` where the class has no name.
  package subscript(_ label: Int) -> String {
    names.indices.contains(label) ? names[label] : String(label)
  }

  /// With the number that predictions.csv has: `0 Iris-setosa`, or `0`.
  package func numbered(_ label: Int) -> String {
    names.indices.contains(label) ? "\(label) \(names[label])" : String(label)
  }

  /// `0 Iris-setosa, 1 Iris-virginica`, at most ten of them; nil where they have no names.
  package var legend: String? {
    guard !names.isEmpty else { return nil }
    let shown = names.indices.prefix(10).map(numbered).joined(separator: ", ")
    return shown + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
