/// Something about a data set that a user should know before training.
package enum CheckFinding: Hashable, Sendable {
  case duplicates(Duplicates)
  /// A part has no example of these classes.
  case missingClasses(CheckedPart, [String])
  /// The training examples are in the order of their classes.
  case classOrder(DatasetCheck.Order)
  /// Columns with the same value in every row of the training part.
  case constantColumns([String])
  /// Columns that number the rows.
  case countingColumns([String])
  /// So many values of the training part are no numbers (NaN).
  case notNumbers(Int)

  /// One word for programs.
  package var kind: String {
    switch self {
    case .duplicates: "duplicates"
    case .missingClasses: "missing_classes"
    case .classOrder: "class_order"
    case .constantColumns: "constant_columns"
    case .countingColumns: "index_columns"
    case .notNumbers: "not_numbers"
    }
  }
}

extension CheckFinding: CustomStringConvertible {
  /// A sentence without its end: `10 examples of the test part are also in the training part
  /// (train 201 = test 33, …)`.
  package var description: String {
    switch self {
    case .duplicates(let duplicates): duplicates.description
    case .missingClasses(let part, let names):
      "the \(part.words) part has no example of \(Self.list(names, of: "class", "classes"))"
    case .classOrder(let order):
      "the training examples are in the order of their classes, and "
        + (order.isShuffled
          ? "dataset.subset.train takes a range of them" : "training.shuffle is false")
    case .constantColumns(let names):
      "\(Self.list(names, of: "column", "columns")) \(names.count == 1 ? "has" : "have") the same "
        + "value in every training row"
    case .countingColumns(let names):
      "\(Self.list(names, of: "column", "columns")) \(names.count == 1 ? "numbers" : "number") "
        + "the rows: a network can learn the order of the file from that"
    case .notNumbers(let count):
      "\(count) \(count == 1 ? "value" : "values") of the training part \(count == 1 ? "is" : "are") "
        + "no number (NaN)"
    }
  }

  private static func list(_ names: [String], of one: String, _ many: String) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
    return "\(names.count == 1 ? one : many) \(shown)\(rest)"
  }
}

extension Duplicates: CustomStringConvertible {
  package var description: String {
    let isOne = count == 1
    let what =
      part == earlier
      ? "\(count) \(isOne ? "example" : "examples") of the \(part.words) part \(isOne ? "repeats" : "repeat") an "
        + "earlier one"
      : "\(count) \(isOne ? "example" : "examples") of the \(part.words) part \(isOne ? "is" : "are") also in the "
        + "\(earlier.words) part"
    let shown = pairs.map {
      "\(earlier.rawValue) \($0.earlier) = \(part.rawValue) \($0.repetition)"
    }.joined(separator: ", ")
    let labels = otherLabels > 0 ? "; \(otherLabels) with another label" : ""
    return "\(what) (\(shown)\(count > pairs.count ? ", …" : ""))\(labels)"
  }
}
