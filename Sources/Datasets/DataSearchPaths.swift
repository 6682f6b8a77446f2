import Files

/// Where data files are looked for.
package struct DataSearchPaths: Hashable, Sendable {
  /// What relative paths of definitions start from: the workspace.
  package var workspace: String
  /// The folder that `BENCH_DATA` names; nil where it does not.
  package var chosen: String?
  /// `$XDG_DATA_HOME/bench`, else `~/.local/share/bench`; nil without a home.
  package var personal: String?
  /// Where Debian puts data sets.
  package var system: String

  package init(
    workspace: String = ".", chosen: String? = nil, personal: String? = nil,
    system: String = "/usr/share/datasets"
  ) {
    self.workspace = workspace
    self.chosen = chosen
    self.personal = personal
    self.system = system
  }

  /// As the process's environment has it, relative paths from the current folder.
  package static var current: DataSearchPaths { DataSearchPaths(environment: environmentVariable) }

  /// - Parameter environment: the value of a variable; nil where it is not set or empty.
  package init(environment: (String) -> String?) {
    // A relative XDG_DATA_HOME is to be ignored (XDG Base Directory Specification 0.8).
    let home = environment("HOME").map { $0 + "/.local/share" }
    let folder = environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
    self.init(chosen: environment("BENCH_DATA"), personal: folder.map { $0 + "/bench" })
  }

  /// The file that a definition's path means.
  func path(of path: String) -> String {
    path.hasPrefix("/") ? path : "\(workspace)/\(path)"
  }
}
