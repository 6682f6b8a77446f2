import Files
import Runs

extension Arguments {
  /// The workspace that `--workspace`, the environment or the current folder names.
  func workspace() throws(RunError) -> Workspace {
    var environment: [String: String] = [:]
    for name in ["HOME", "BENCH_WORKSPACE"] { environment[name] = environmentVariable(name) }
    return try Workspace.find(
      explicit: text(of: Options.workspace), environment: environment,
      currentDirectory: currentDirectory)
  }

  /// The workspace, for a verb that begins runs or goes on with them.
  ///
  /// The first such verb finds out whether other processes see a lock there; where they do not, a
  /// note says that leases are relied on.
  func workspaceToWrite(on terminal: Terminal) throws -> Workspace {
    let workspace = try workspace().knowingLocks(isWriting: true)
    if workspace.leases != .none { terminal.noteUnseenLocks(in: workspace) }
    return workspace
  }

  /// What a printed command must say by `--workspace` to mean the workspace of this one: what this
  /// one says, or what the environment does where the current folder is not in that workspace, since
  /// the variable may have been set for this command alone.
  var workspaceToName: String? {
    if let given = text(of: Options.workspace) { return given }
    guard let named = environmentVariable("BENCH_WORKSPACE") else { return nil }
    let nearest = try? Workspace.find(
      explicit: nil, environment: [:], currentDirectory: currentDirectory)
    return nearest == (try? workspace()) ? nil : named
  }
}

/// The folder that relative paths of the command line start from.
var currentDirectory: String {
  guard let folder = getcwd(nil, 0) else { return "." }
  defer { free(folder) }
  return String(cString: folder)
}

/// The absolute path of one on the command line.
func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
}
