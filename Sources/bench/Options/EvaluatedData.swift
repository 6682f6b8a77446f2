import Datasets
import Experiments
import Files
import JSON
import Reports

/// What `--dataset` names.
enum EvaluatedData: Sendable {
  /// A data set by its name.
  case named(DefinitionOverride)
  /// The absolute path of a file or folder.
  case files(String)

  /// A text is a path if something has it, and a name otherwise.
  ///
  /// - Throws: a `UsageError` if there is neither.
  init(_ text: String) throws {
    let path = absolutePath(text)
    guard InputFile.kind(of: path) == nil else {
      self = .files(path)
      return
    }
    guard datasetNames.contains(text) else {
      throw UsageError(
        problem: "--dataset \(text.escaped): no such file, folder or data set",
        advice: [
          didYouMean(
            nearestNames(to: text, among: datasetNames), then: "data sets: \(command: .listData)")
        ])
    }
    self = .named(
      try DefinitionOverride(parsing: "dataset.name=\(JSONValue.string(text).canonicalText)"))
  }
}
