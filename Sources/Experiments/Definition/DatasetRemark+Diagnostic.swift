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
    case .labelsAreNames(let file, let column, let names):
      let path = JSONPath("dataset.classes")
      let isGiven = (given[path: path] ?? .null) != .null
      let list = JSONValue.array(names.map(JSONValue.string)).canonicalText
      return Diagnostic(
        path: path, mark: isGiven ? .member : .owner,
        problem: "\(column) of \(file) holds names, not numbers: "
          + names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : ""),
        hints: [
          "\(isGiven ? "use" : "add to dataset:") \"classes\": \(list)",
          "or learn another column: \"label\" in dataset",
        ])
    case .columnNumbersRows: return nil
    }
  }

  /// A warning about something that is allowed; nil if there is none.
  var warning: String? {
    guard case .columnNumbersRows(let file, let column, let from) = self else { return nil }
    return "dataset: \(column) of \(file) numbers the rows, from \(from), and is learnt from; "
      + "if it is an index, write the file without it (pandas: index=False)"
  }
}
