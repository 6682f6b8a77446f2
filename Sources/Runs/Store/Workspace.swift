import Datasets
import Files

/// A folder with `experiments/` (definitions) and `runs/` (results).
package struct Workspace: Hashable, Sendable {
  package let path: String
  /// The path from the current folder to the workspace, `../B/`; empty if they are the same.
  private let way: String
  /// When its runs are held by leases beside locks.
  package var leases = LeaseUse.none

  package init(path: String, way: String = "") {
    self.path = path
    self.way = way
  }

  /// Returns a path inside, such as `runs/a-001`, relative to the current folder.
  package func printed(_ inside: String) -> String { way + inside }

  package var experiments: String { "\(path)/experiments" }
  package var runs: String { "\(path)/runs" }

  /// `~/bench/runs`, as errors name it.
  var printedRuns: String {
    Self.shortened(runs, home: environmentVariable("HOME"))
  }

  /// Finds the workspace: the folder in `--workspace`, else in `BENCH_WORKSPACE`, else the nearest
  /// folder with `experiments/` among the current one and its ancestors.
  ///
  /// - Throws: a `RunError` of kind `usage` if there is none.
  package static func find(
    explicit: String?, environment: [String: String], currentDirectory: String
  ) throws(RunError) -> Workspace {
    let home = environment["HOME"]
    if let explicit {
      guard !explicit.isEmpty else {
        throw RunError(
          .usage, "--workspace '' names no folder",
          advice: ["leave it out, or name one: --workspace DIR"])
      }
      return try named(explicit, by: "--workspace", home: home, currentDirectory: currentDirectory)
    }
    if let path = environment["BENCH_WORKSPACE"], !path.isEmpty {
      return try named(path, by: "BENCH_WORKSPACE", home: home, currentDirectory: currentDirectory)
    }
    var folder = currentDirectory
    var way = ""
    while true {
      if isFolder(joined(folder, "experiments")) { return Workspace(path: folder, way: way) }
      guard let parent = parent(of: folder) else { break }
      folder = parent
      way += "../"
    }
    throw RunError(
      .usage,
      "no workspace: neither \(shortened(currentDirectory, home: home)) nor a folder above it "
        + "has experiments/",
      advice: [
        "make one here: \(command: .initialize())",
        "or name one: --workspace DIR, or BENCH_WORKSPACE",
      ])
  }

  /// Returns the path as messages print it, with `~` for the home folder.
  package static func shortened(_ path: String, home: String?) -> String {
    guard let home, home.count > 1 else { return path }
    if path == home { return "~" }
    return path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
  }

  private static func named(
    _ path: String, by option: String, home: String?, currentDirectory: String
  ) throws(RunError) -> Workspace {
    let absolute = path.hasPrefix("/") ? path : joined(currentDirectory, path)
    var folder = absolute
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    if isFolder(joined(folder, "experiments")) {
      let way = isSame(folder, currentDirectory) ? "" : path.hasSuffix("/") ? path : path + "/"
      return Workspace(path: folder, way: way)
    }
    let shown = shortened(folder, home: home)
    let problem = isFolder(folder) ? "\(shown) has no experiments/" : "there is no folder \(shown)"
    throw RunError(
      .usage, "\(option): no workspace: \(problem)",
      advice: ["make one: \(command: .initialize(folder: path))"])
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private static func parent(of folder: String) -> String? {
    guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
    return slash == folder.startIndex ? "/" : String(folder[..<slash])
  }

  /// Whether two paths lead to one file or folder.
  package static func isSame(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
