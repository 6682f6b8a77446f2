import Files

/// How to call this program from here, for commands that a reader may paste.
enum ProgramName {
  /// `bench` if that is this program on the PATH, else its path as it was typed.
  static let current: String = {
    let typed = ProgramArguments.all.first ?? "bench"
    guard typed.contains("/") else { return typed }
    let folders = (environmentVariable("PATH") ?? "").split(separator: ":")
    let candidates: [String] = folders.map { "\($0)/bench" }
    let found = candidates.first { access($0, X_OK) == 0 }
    if let found, isSameFile(found, typed) { return "bench" }
    return relative(typed)
  }()

  private static func isSameFile(_ left: String, _ right: String) -> Bool {
    var first = stat()
    var second = stat()
    guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// An absolute path inside the current folder, shortened to what a person would type.
  private static func relative(_ path: String) -> String {
    guard path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    let prefix = String(cString: folder) + "/"
    guard path.hasPrefix(prefix) else { return path }
    let rest = String(path.dropFirst(prefix.count))
    return rest.contains("/") ? rest : "./" + rest
  }
}
