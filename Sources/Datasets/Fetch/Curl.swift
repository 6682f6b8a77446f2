#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system's `curl`, run as a program.
struct Curl {
  /// How it ended.
  struct Ending {
    /// Its exit status (curl(1), "EXIT CODES"); nil: a signal ended it.
    let status: Int32?
    /// What it said on standard error.
    let words: String
  }

  /// Seconds without a connection, or with less than a kilobyte each, after which it gives up.
  let stallSeconds: Int

  /// Downloads `address` into the file `path`, and goes on where that ends if it is there.
  ///
  /// - Parameters:
  ///   - limit: it is stopped where the file gets longer.
  ///   - watch: told the file's bytes about ten times a second; false stops it.
  func download(
    _ address: String, to path: String, limit: Int, watch: (_ bytes: Int) -> Bool
  ) throws(DownloadError) -> Ending {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system("opening a pipe", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let (process, code) = start(arguments(address, path), output: ends[1])
    close(ends[1])
    guard let process else { throw code == ENOENT ? .noCurl : .system("running curl", code) }
    var words: [UInt8] = []
    while read(ends[0], into: &words) {
      let bytes = byteCount(path) ?? 0
      if bytes > limit || !watch(bytes) { kill(process, SIGTERM) }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let text = String(decoding: words, as: UTF8.self)
    return Ending(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : nil,
      words: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
  }

  private func arguments(_ address: String, _ path: String) -> [String] {
    [
      "curl", "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
      "--connect-timeout", String(stallSeconds), "--speed-limit", "1000",
      "--speed-time", String(stallSeconds), "--continue-at", "-", "--output", path, "--url",
      address,
    ]
  }

  private func start(_ arguments: [String], output: Int32) -> (pid_t?, Int32) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    guard posix_spawn_file_actions_init(&actions) == 0 else { return (nil, ENOMEM) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    var texts = arguments.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], &actions, nil, &texts, environ)
    return code == 0 ? (process, 0) : (nil, code)
  }

  /// Waits a tenth of a second for words; false at their end.
  private func read(_ file: Int32, into words: inout [UInt8]) -> Bool {
    var waiting = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 100) > 0 else { return true }
    var piece = [UInt8](repeating: 0, count: 4096)
    #if canImport(Darwin)
      let count = Darwin.read(file, &piece, piece.count)
    #elseif canImport(Musl)
      let count = Musl.read(file, &piece, piece.count)
    #else
      let count = Glibc.read(file, &piece, piece.count)
    #endif
    if count < 0, errno == EINTR { return true }
    if count > 0, words.count < 1 << 16 { words += piece[..<count] }
    return count > 0
  }
}

/// The size of a regular file; nil: there is none.
func byteCount(_ path: String) -> Int? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int(status.st_size)
}
