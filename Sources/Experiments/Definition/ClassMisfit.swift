import Datasets
import Files
import JSON

/// Returns the problem if all examples are of one class, which leaves nothing to learn; nil if they
/// are not.
///
/// - Parameter dataset: of the definition.
func classMisfit(_ facts: DatasetFacts, in dataset: JSONValue?) -> Diagnostic? {
  guard facts.target.classCount == 1 else { return nil }
  let path = JSONPath("dataset")
  if let classes = dataset?["classes"], classes.string == nil {
    return Diagnostic(
      path: path.appending("classes"),
      problem: "must be two or more classes, not \(classes.shown)")
  }
  let key = ["path", "file", "files"].first { dataset?[$0] != nil }
  let name = facts.classNames?.first?.printable ?? "0"
  return Diagnostic(
    path: key.map { path.appending($0) } ?? path,
    problem: "the training part holds only the class \(name), expected two or more classes",
    hints: ["add examples of another class; of one there is nothing to learn"])
}
