/// A running child process. Its output comes through pipes, so it ends at its next write once this
/// process is gone.
package final class ChildProgram {
  /// How a program ended.
  package enum Ending: Hashable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  private let process: pid_t
  private let isGroup: Bool
  private let output: Pipe
  private let messages: Pipe?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: the name of a program on the PATH, and its arguments.
  ///   - environment: lines `NAME=value`. If nil, the environment of this process.
  ///   - input: all of its standard input, read before its output fills a pipe.
  ///   - isGroup: whether the program gets a process group of its own, which then gets its signals.
  ///   - hasMessages: whether to read standard error. Otherwise it is discarded.
  /// - Throws: the system's error number: `ENOENT` if there is no such program.
  package init(
    _ arguments: [String], environment: [String]? = nil, input: String = "", isGroup: Bool = false,
    hasMessages: Bool
  ) throws(FileProblem) {
    self.isGroup = isGroup
    let inlet = input.isEmpty ? nil : try Pipe(isInput: true)
    output = try Pipe()
    messages = hasMessages ? try Pipe() : nil
    process = try Self.spawn(
      arguments, environment, isGroup: isGroup, input: inlet?.far, output: output.far,
      messages: messages?.far)
    for pipe in [inlet, output, messages] { pipe?.closeFar() }
    inlet?.write(Array(input.utf8))
  }

  /// Whether it may still write something.
  package var isOpen: Bool { output.isOpen || messages?.isOpen == true }

  /// Waits until the program writes something or the time is over.
  ///
  /// - Returns: the new bytes of standard output and of standard error.
  package func read(milliseconds: Int32) -> (ArraySlice<UInt8>, messages: ArraySlice<UInt8>) {
    var waiting = [output, messages].map { pipe in
      pollfd(
        fd: pipe.flatMap { $0.isOpen ? $0.near : nil } ?? -1, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&waiting, 2, milliseconds) > 0 else { return ([], []) }
    return (output.read(waiting[0].revents), messages?.read(waiting[1].revents) ?? [])
  }

  package func send(_ signal: Int32) { kill(isGroup ? -process : process, signal) }

  /// Waits until the program ends. Call this once.
  package func ending() -> Ending {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return Ending(status)
  }

  /// Waits until the program ends, or kills what is left of its process group at the deadline. Call
  /// this once.
  ///
  /// - Returns: nil if the program had to be killed.
  package func ending(until deadline: ContinuousClock.Instant) -> Ending? {
    var status: Int32 = 0
    var ended = waitpid(process, &status, WNOHANG)
    while ended == 0, ContinuousClock.now < deadline {
      usleep(500)
      ended = waitpid(process, &status, WNOHANG)
    }
    send(SIGKILL)
    if ended == process { return Ending(status) }
    if ended == 0 { _ = ending() }
    return nil
  }
}

extension ChildProgram {
  /// Runs a program to its end, kills all processes that it started, and returns its output.
  ///
  /// - Parameter environment: lines `NAME=value`.
  /// - Returns: nil if the program fails, takes too long or prints more than 16 MiB.
  package static func answer(
    of arguments: [String], environment: [String], milliseconds: Int
  ) -> String? {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    let started = try? ChildProgram(
      arguments, environment: environment, isGroup: true, hasMessages: false)
    guard let program = started else { return nil }
    var bytes: [UInt8] = []
    while program.isOpen, bytes.count < 1 << 24 {
      let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
      if left <= 0 { break }
      bytes += program.read(milliseconds: Int32(left.rounded(.up))).0
    }
    let isWhole = !program.isOpen
    guard program.ending(until: deadline) == .exit(0), isWhole else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the lines `NAME=value` of this process's environment whose names match.
  package static func environment(where isIncluded: (Substring) -> Bool) -> [String] {
    var lines: [String] = []
    var place = environ
    while let text = place.pointee {
      let line = String(cString: text)
      if isIncluded(line.prefix { $0 != "=" }) { lines.append(line) }
      place += 1
    }
    return lines
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String]?, isGroup: Bool, input: Int32?, output: Int32,
    messages: Int32?
  ) throws(FileProblem) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    guard posix_spawn_file_actions_init(&actions) == 0 else { throw .system(ENOMEM) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard posix_spawnattr_init(&attributes) == 0 else { throw .system(ENOMEM) }
    defer { posix_spawnattr_destroy(&attributes) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    if let messages {
      posix_spawn_file_actions_adddup2(&actions, messages, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    if isGroup {
      posix_spawnattr_setpgroup(&attributes, 0)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    }
    var words = arguments.map { strdup($0) } + [nil]
    var variables = (environment ?? Self.environment { _ in true }).map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &variables)
    if code != 0 { throw .system(code) }
    return process
  }
}

extension ChildProgram.Ending {
  /// - Parameter status: as `waitpid` gives it.
  fileprivate init(_ status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
  }
}

/// A pipe from a program, read at its near end, or to a program, written at its near end.
private final class Pipe {
  let near: Int32
  let far: Int32
  private(set) var isOpen = true
  private var isFarOpen = true

  init(isInput: Bool = false) throws(FileProblem) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (near, far) = isInput ? (ends[1], ends[0]) : (ends[0], ends[1])
  }

  deinit {
    close(near)
    closeFar()
  }

  func closeFar() {
    if isFarOpen { close(far) }
    isFarOpen = false
  }

  /// Writes until the program has closed its end.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(near, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// - Parameter events: the result of `poll`. If 0, nothing is read.
  func read(_ events: Int16) -> ArraySlice<UInt8> {
    guard events != 0 else { return [] }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = systemRead(near, &piece, piece.count)
    if count == 0 || count < 0 && errno != EINTR { isOpen = false }
    return piece.prefix(max(0, count))
  }
}
