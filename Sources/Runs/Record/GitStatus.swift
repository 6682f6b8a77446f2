#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The commit a folder's repository stands at, and whether tracked files differ from it.
package struct GitStatus: Hashable, Sendable {
  /// 40 or 64 hex digits.
  package var commit: String
  package var isDirty: Bool

  /// Asks the program `git`; nil where there is none, where the folder is in no repository, and
  /// where git takes longer than the deadline: a run does not wait for its provenance.
  static func read(folder: String, milliseconds: Int = 500) -> GitStatus? {
    // Without optional locks a status never stands in the way of somebody's commit.
    let arguments = [
      "git", "--no-optional-locks", "-C", folder, "status", "--porcelain=v2", "--branch",
      "--untracked-files=no", "--ignore-submodules=all",
    ]
    return output(of: arguments, milliseconds: milliseconds).flatMap(GitStatus.init(porcelain:))
  }

  /// Reads `git status --porcelain=v2 --branch`.
  package init?(porcelain text: String) {
    let lines = text.split(separator: "\n")
    let mark = "# branch.oid "
    guard let line = lines.first(where: { $0.hasPrefix(mark) }) else { return nil }
    let commit = line.dropFirst(mark.count)
    guard commit.count >= 40, commit.allSatisfy(\.isHexDigit) else { return nil }
    self.commit = String(commit)
    isDirty = lines.contains { !$0.hasPrefix("#") }
  }
}

/// Runs a program of the PATH and returns what it prints; nil where it fails or takes too long.
private func output(of arguments: [String], milliseconds: Int) -> String? {
  var pipeEnds: [Int32] = [-1, -1]
  guard pipe(&pipeEnds) == 0 else { return nil }
  for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  defer { close(pipeEnds[0]) }
  let process = start(arguments, output: pipeEnds[1])
  close(pipeEnds[1])
  guard let process else { return nil }
  let bytes = readAll(pipeEnds[0], milliseconds: milliseconds)
  if bytes == nil { kill(process, SIGKILL) }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  guard let bytes, status == 0 else { return nil }
  return String(decoding: bytes, as: UTF8.self)
}

private func start(_ arguments: [String], output: Int32) -> pid_t? {
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
  #else
    var actions = posix_spawn_file_actions_t()
  #endif
  guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_adddup2(&actions, output, 1)
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  var texts = arguments.map { strdup($0) } + [nil]
  defer { for text in texts { free(text) } }
  var process = pid_t()
  return posix_spawnp(&process, arguments[0], &actions, nil, &texts, environ) == 0 ? process : nil
}

/// Reads to the end; nil where that is not reached in time, or never.
private func readAll(_ file: Int32, milliseconds: Int) -> [UInt8]? {
  let clock = ContinuousClock()
  let deadline = clock.now + .milliseconds(milliseconds)
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < 1 << 24 {
    let left = clock.now.duration(to: deadline) / .milliseconds(1)
    guard left > 0 else { return nil }
    var waiting = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    let ready = poll(&waiting, 1, Int32(left.rounded(.up)))
    if ready < 0 && errno == EINTR { continue }
    guard ready > 0 else { return nil }
    let count = read(file, &piece, piece.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { return nil }
    if count == 0 { return bytes }
    bytes += piece[..<count]
  }
  return nil
}
