import Files

/// The commit of a workspace's repository, and whether the workspace differs from it.
package struct GitStatus: Hashable, Sendable {
  /// 40 or 64 hex digits.
  package var commit: String
  /// Whether tracked files differ from the commit, or a definition is in no commit; nil: not known.
  package var isDirty: Bool?
  /// Why it is not known whether the workspace differs.
  package var note: String?

  /// Asks the program `git`; returns nil if there is none or if the folder is not in a repository.
  ///
  /// No code of the repository runs: hooks, the file system monitor and content filters are off.
  /// The repository is that of the folder, whatever the environment says.
  ///
  /// - Parameters:
  ///   - folder: the workspace.
  ///   - milliseconds: the time that git may take to compare the workspace. The commit, which is
  ///     found immediately, gets ten times as long.
  static func read(folder: String, milliseconds: Int = 500) -> GitStatus? {
    let git = Git(folder: folder)
    guard let head = git.ask(["rev-parse", "HEAD"], milliseconds: 10 * milliseconds),
      let commit = commit(in: head)
    else { return nil }
    do {
      return GitStatus(commit: commit, isDirty: try git.isDirty(milliseconds: milliseconds))
    } catch {
      return GitStatus(commit: commit, isDirty: nil, note: error.note)
    }
  }

  /// Reads the output of `git rev-parse`.
  package static func commit(in text: String) -> String? {
    let line = text.utf8.prefix { $0 != UInt8(ascii: "\n") }
    guard [40, 64].contains(line.count), line.allSatisfy("0123456789abcdef".utf8.contains) else {
      return nil
    }
    return String(line)
  }

  /// Returns the names of the content filters that have a program, from the output of `git config
  /// --list --name-only -z`.
  ///
  /// - Returns: nil if a filter has a name that git would not accept in `-c filter.NAME.clean=` or
  ///   in a path's `attr:filter=NAME`.
  package static func filterNames(in text: String) -> [String]? {
    var names: Set<String> = []
    for key in text.utf8.split(separator: 0) where key.starts(with: "filter.".utf8) {
      guard
        let program = ["clean", "process"].first(where: {
          key.suffix($0.utf8.count + 1).elementsEqual(".\($0)".utf8)
        }), key.count > "filter.".utf8.count + program.utf8.count
      else { continue }
      let name = key.dropFirst("filter.".utf8.count).dropLast(program.utf8.count + 1)
      guard !name.isEmpty, name.allSatisfy(isPlain) else { return nil }
      names.insert(String(decoding: name, as: UTF8.self))
    }
    return names.sorted()
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      || "._-".utf8.contains(byte)
  }
}

/// Why git cannot say whether a workspace differs from its commit.
private enum UnknownChanges: Error {
  case slow
  case filtered

  var note: String {
    switch self {
    case .slow:
      "git_dirty is not recorded: git did not say in time what differs from the commit"
    case .filtered:
      "git_dirty is not recorded: only the repository's own content filters can tell whether "
        + "their files differ"
    }
  }
}

/// The program `git` in one folder.
private struct Git {
  let folder: String
  /// Settings that disable content filters.
  private var filtersOff: [String] = []

  init(folder: String) { self.folder = folder }

  /// Whether tracked files differ from the commit, or a file of `experiments/` is not tracked.
  func isDirty(milliseconds: Int) throws(UnknownChanges) -> Bool {
    let filters = try filterNames(milliseconds: milliseconds)
    var git = self
    git.filtersOff = filters.flatMap { name in
      ["clean=", "process=", "required=false"].flatMap { ["-c", "filter.\(name).\($0)"] }
    }
    if try git.hasOutput(
      ["ls-files", "--others", "--", "experiments/*.json"], milliseconds: milliseconds)
    {
      return true
    }
    let status = [
      "status", "--porcelain=v2", "--untracked-files=no", "--ignore-submodules=all", "--no-renames",
    ]
    guard try git.hasOutput(status, milliseconds: milliseconds) else { return false }
    if filters.isEmpty { return true }
    // Without its filter a file looks changed as soon as its time is new.
    let others = [":/"] + filters.map { ":(top,exclude,attr:filter=\($0))" }
    if try git.hasOutput(status + ["--"] + others, milliseconds: milliseconds) { return true }
    throw .filtered
  }

  /// Returns the names of the filters that any configuration defines.
  ///
  /// - Throws: an `UnknownChanges` if not all of them can be disabled.
  private func filterNames(milliseconds: Int) throws(UnknownChanges) -> [String] {
    let keys = ask(["config", "--list", "--name-only", "-z"], milliseconds: milliseconds)
    guard let keys else { throw .slow }
    guard let names = GitStatus.filterNames(in: keys) else { throw .filtered }
    return names
  }

  private func hasOutput(
    _ arguments: [String], milliseconds: Int
  ) throws(UnknownChanges) -> Bool {
    guard let text = ask(arguments, milliseconds: milliseconds) else { throw .slow }
    return !text.isEmpty
  }

  /// Returns the output of git; nil if it fails or takes longer.
  func ask(_ arguments: [String], milliseconds: Int) -> String? {
    // Without optional locks, a status never prevents another process from committing.
    let settings = [
      "git", "--no-optional-locks", "-C", folder, "-c", "core.fsmonitor=false",
      "-c", "core.hooksPath=/dev/null",
    ]
    return ChildProgram.answer(
      of: settings + filtersOff + arguments,
      environment: ChildProgram.environment { !$0.hasPrefix("GIT_") }, milliseconds: milliseconds)
  }
}
