import Files

/// Another program that is asked one question: it reads nothing, and what it starts ends with it.
enum QuestionedProgram {
  /// Runs a program of the PATH and returns what it prints; nil where it fails or takes too long.
  ///
  /// It has a process group of its own, which is ended with it.
  ///
  /// - Parameter keeps: whether the program gets an environment variable of this process.
  static func output(
    of arguments: [String], milliseconds: Int, keeps: (Substring) -> Bool
  ) -> String? {
    var pipeEnds: [Int32] = [-1, -1]
    guard pipe(&pipeEnds) == 0 else { return nil }
    for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(pipeEnds[0]) }
    let process = start(arguments, output: pipeEnds[1], keeps: keeps)
    close(pipeEnds[1])
    guard let process else { return nil }
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    let bytes = readAll(pipeEnds[0], until: deadline)
    let status = end(process, until: deadline)
    guard let bytes, status == 0 else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func start(
    _ arguments: [String], output: Int32, keeps: (Substring) -> Bool
  ) -> pid_t? {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard posix_spawnattr_init(&attributes) == 0 else { return nil }
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment(keeps).map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &variables)
    return code == 0 ? process : nil
  }

  /// The lines `NAME=value` of this process's environment that are kept.
  private static func environment(_ keeps: (Substring) -> Bool) -> [String] {
    var lines: [String] = []
    var place = environ
    while let text = place.pointee {
      let line = String(cString: text)
      if keeps(line.prefix { $0 != "=" }) { lines.append(line) }
      place += 1
    }
    return lines
  }

  /// Reads to the end; nil where that is not reached in time, or never.
  private static func readAll(
    _ file: Int32, until deadline: ContinuousClock.Instant
  ) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 1 << 24 {
      let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
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

  /// Waits for a program, until the deadline, then ends it and all of its group.
  ///
  /// - Returns: its status as `waitpid` has it; nil where it had to be ended.
  private static func end(_ process: pid_t, until deadline: ContinuousClock.Instant) -> Int32? {
    var status: Int32 = 0
    var ended = waitpid(process, &status, WNOHANG)
    while ended == 0, ContinuousClock.now < deadline {
      usleep(500)
      ended = waitpid(process, &status, WNOHANG)
    }
    kill(-process, SIGKILL)
    guard ended == 0 else { return ended == process ? status : nil }
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return nil
  }
}
