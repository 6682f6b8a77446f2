import Datasets
import JSON

extension DatasetRemark {
  /// The problem with the definition; nil if there is none.
  ///
  /// - Parameter given: the definition before its defaults were filled in.
  func diagnostic(given: JSONValue) -> Diagnostic? {
    switch self {
    case .headerLooksLikeExample(let file, let fields):
      guard given[path: JSONPath("dataset.header")] == nil else { return nil }
      let line = fields.prefix(8).joined(separator: ", ") + (fields.count > 8 ? ", …" : "")
      return Diagnostic(
        path: JSONPath("dataset.header"), mark: .owner,
        problem: "missing, and line 1 of \(file) reads like an example: \(line)",
        hints: [
          "add to dataset: \"header\": false",
          "or, if line 1 names the columns: \"header\": true",
        ])
    case .columnNumbersRows, .rowsLeftOut, .rowsUnread, .filesUnread: return nil
    }
  }

  /// A warning about something that is allowed; nil if there is none.
  var warning: String? {
    switch self {
    case .headerLooksLikeExample, .rowsUnread:
      return nil
    case .columnNumbersRows(let file, let column, let from):
      return "dataset: \(column) of \(file) numbers the rows, from \(from), and is learnt from; "
        + "if it is an index, leave it out with \"ignore\""
    case .rowsLeftOut(let file, let count, let total):
      return "dataset: \(count) of the \(total) rows of \(file) "
        + "\(count == 1 ? "has a missing value and is" : "have a missing value and are") left out"
    case .filesUnread(let folder, let names):
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      return "dataset: \(names.prefix(3).joined(separator: ", "))\(more) in \(folder) "
        + "\(names.count == 1 ? "is" : "are") not read: of no class of the train or test part"
    }
  }
}
