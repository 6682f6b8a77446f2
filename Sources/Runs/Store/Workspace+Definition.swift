import Datasets
import Experiments
import Files

extension Workspace {
  /// Returns the path from the workspace if an absolute path is inside, and the path itself if not.
  package func inside(_ absolute: String) -> String {
    var path = absolute
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else { return path }
    let clean = "/" + parts.joined(separator: "/")
    return clean.hasPrefix(self.path + "/") ? String(clean.dropFirst(self.path.count + 1)) : clean
  }

  /// Returns the bytes of an experiment's file; nil if there is none of that name.
  ///
  /// - Throws: a `RunError` if it cannot be read.
  package func definitionBytes(of name: String) throws(RunError) -> [UInt8]? {
    guard library.names.contains(name) else { return nil }
    return try RunFolder(path: experiments, files: SystemFiles())
      .read("\(name).json", limit: 1 << 20)
  }

  /// Refuses the name of a new experiment.
  ///
  /// - Throws: a `RunError` of kind `usage` if it is no name, or if there is such an experiment.
  package func refuseDefinition(named name: String) throws(RunError) {
    guard ExperimentLibrary.isName(name), name != "schema" else {
      throw RunError(
        .usage, "'\(name)' cannot name an experiment",
        advice: ["letters, digits and . _ -, the first a letter or digit, at most 100"])
    }
    guard InputFile.kind(of: "\(experiments)/\(name).json") == nil else {
      throw RunError(
        .usage, "\(printed("experiments"))/\(name).json exists, and is not replaced",
        advice: ["choose another name, or see what it does: \(command: .show(name))"])
    }
  }

  /// Writes a new definition.
  ///
  /// - Throws: a `RunError` if there is one of that name, or if it cannot be written.
  package func add(definition bytes: [UInt8], named name: String) throws(RunError) {
    try refuseDefinition(named: name)
    try RunFolder(path: experiments, files: SystemFiles()).publish(bytes, as: "\(name).json")
  }
}
