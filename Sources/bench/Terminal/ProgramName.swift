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

  /// The path of this program from the root, for programs that start it elsewhere.
  static let absolute: String = {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    if count > 0 {
      return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    let typed = CommandLine.arguments.first ?? "bench"
    guard !typed.contains("/") else { return absolutePath(typed) }
    let folders = (environmentVariable("PATH") ?? "").split(separator: ":")
    return folders.map { "\($0)/\(typed)" }.first { access($0, X_OK) == 0 } ?? typed
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
