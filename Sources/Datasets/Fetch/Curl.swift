import Files

/// The system's `curl`, run as a program.
///
/// What it downloads comes through a pipe: it opens no file, and once this process is gone it ends
/// with its next byte.
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

  /// Downloads `address` from a byte on.
  ///
  /// - Parameter take: given what came, about ten times a second nothing; false stops it.
  /// - Throws: `DownloadError` where curl cannot be run, and what `take` throws.
  func download(
    _ address: String, from offset: Int,
    _ take: (ArraySlice<UInt8>) throws(DownloadError) -> Bool
  ) throws(DownloadError) -> Ending {
    let data = try Pipe()
    let words = try Pipe()
    let (process, code) = start(arguments(address, offset), data.far, words.far)
    data.closeFar()
    words.closeFar()
    guard let process else { throw code == ENOENT ? .noCurl : .system("running curl", code) }
    var said: [UInt8] = []
    var failure: DownloadError?
    while data.isOpen || words.isOpen {
      let (bytes, text) = Pipe.read(data, words)
      if said.count < 1 << 16 { said += text }
      do throws(DownloadError) {
        if failure == nil, try !take(bytes) { kill(process, SIGTERM) }
      } catch {
        failure = error
        kill(process, SIGTERM)
      }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if let failure { throw failure }
    let text = String(decoding: said, as: UTF8.self)
    return Ending(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : nil,
      words: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
  }

  private func arguments(_ address: String, _ offset: Int) -> [String] {
    // -q comes first: then ~/.curlrc is not read.
    [
      "curl", "-q", "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
      "--connect-timeout", String(stallSeconds), "--speed-limit", "1000",
      "--speed-time", String(stallSeconds),
    ] + (offset > 0 ? ["--continue-at", String(offset)] : []) + ["--url", address]
  }

  private func start(
    _ arguments: [String], _ output: Int32, _ messages: Int32
  ) -> (pid_t?, Int32) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    guard posix_spawn_file_actions_init(&actions) == 0 else { return (nil, ENOMEM) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, messages, 2)
    var texts = arguments.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], &actions, nil, &texts, environ)
    return code == 0 ? (process, 0) : (nil, code)
  }
}

/// A pipe from a program, read at its near end.
private final class Pipe {
  private let near: Int32
  let far: Int32
  private(set) var isOpen = true
  private var isFarOpen = true

  init() throws(DownloadError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system("opening a pipe", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (near, far) = (ends[0], ends[1])
  }

  deinit {
    close(near)
    closeFar()
  }

  func closeFar() {
    if isFarOpen { close(far) }
    isFarOpen = false
  }

  /// Waits at most a tenth of a second for something from either.
  static func read(_ first: Pipe, _ second: Pipe) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
    var waiting = [first, second].map { pipe in
      pollfd(fd: pipe.isOpen ? pipe.near : -1, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&waiting, 2, 100) > 0 else { return ([], []) }
    return (first.read(waiting[0].revents), second.read(waiting[1].revents))
  }

  private func read(_ events: Int16) -> ArraySlice<UInt8> {
    guard events != 0 else { return [] }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = systemRead(near, &piece, piece.count)
    if count == 0 || count < 0 && errno != EINTR { isOpen = false }
    return piece.prefix(max(0, count))
  }
}

// The methods' names hide the system's.
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}
