import Files

/// The folders in which data files are searched.
package struct DataSearchPaths: Hashable, Sendable {
  /// The workspace, from which relative paths of definitions start.
  package var workspace: String
  /// The folder in `BENCH_DATA`; nil if the variable is not set.
  package var chosen: String?
  /// `$XDG_DATA_HOME/bench`, or `~/.local/share/bench`; nil without a home.
  package var personal: String?
  /// The folder in which Debian installs data sets.
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

  /// The paths according to the process's environment. Relative paths start from the current
  /// folder.
  package static var current: DataSearchPaths { DataSearchPaths(environment: environmentVariable) }

  /// - Parameter environment: returns the value of a variable; nil if it is not set or empty.
  package init(environment: (String) -> String?) {
    // A relative XDG_DATA_HOME must be ignored (XDG Base Directory Specification 0.8).
    let home = environment("HOME").map { $0 + "/.local/share" }
    let folder = environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
    self.init(chosen: environment("BENCH_DATA"), personal: folder.map { $0 + "/bench" })
  }

  /// The file that a definition's path means.
  package func path(of path: String) -> String {
    path.hasPrefix("/") ? path : "\(workspace)/\(path)"
  }
}
