import Experiments
import Files
import JSON

/// What `--dataset` names.
enum EvaluatedData: Sendable {
  /// A data set by its name.
  case named(DefinitionOverride)
  /// The absolute path of a file or folder.
  case files(String)

  /// A text is a path if something has it, and a name otherwise.
  ///
  /// - Throws: the error of an override, if the name is not one.
  init(_ text: String) throws {
    let path = absolutePath(text)
    guard InputFile.kind(of: path) == nil else {
      self = .files(path)
      return
    }
    self = .named(
      try DefinitionOverride(parsing: "dataset.name=\(JSONValue.string(text).canonicalText)"))
  }
}
