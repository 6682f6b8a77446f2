/// A program of the PATH that runs beside this one. It reads nothing; what it writes comes through
/// pipes, so that it ends with its next byte once this process is gone.
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
  ///   - arguments: the program's name and what it is given.
  ///   - environment: lines `NAME=value`; nil: those of this process.
  ///   - isGroup: whether it gets a process group of its own, to which its signals go.
  ///   - hasMessages: whether standard error is read; else it is discarded.
  /// - Throws: the system's error number, `ENOENT` where there is no such program.
  package init(
    _ arguments: [String], environment: [String]? = nil, isGroup: Bool = false, hasMessages: Bool
  ) throws(FileProblem) {
    self.isGroup = isGroup
    output = try Pipe()
    messages = hasMessages ? try Pipe() : nil
    process = try Self.spawn(
      arguments, environment, isGroup: isGroup, output: output.far, messages: messages?.far)
    output.closeFar()
    messages?.closeFar()
  }

  /// Whether it may still write something.
  package var isOpen: Bool { output.isOpen || messages?.isOpen == true }

  /// Waits for the program to write something.
  ///
  /// - Returns: what came on standard output and standard error; nothing once the time is over.
  package func read(milliseconds: Int32) -> (ArraySlice<UInt8>, messages: ArraySlice<UInt8>) {
    var waiting = [output, messages].map { pipe in
      pollfd(
        fd: pipe.flatMap { $0.isOpen ? $0.near : nil } ?? -1, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&waiting, 2, milliseconds) > 0 else { return ([], []) }
    return (output.read(waiting[0].revents), messages?.read(waiting[1].revents) ?? [])
  }

  package func send(_ signal: Int32) { kill(isGroup ? -process : process, signal) }

  /// Waits until it has ended. To be asked once.
  package func ending() -> Ending {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return Ending(status)
  }

  /// Waits until it has ended, at most to the deadline, then kills it and all of its group.
  ///
  /// - Returns: nil where it had to be killed. To be asked once.
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
  /// Runs a program that is asked one question; what it starts ends with it.
  ///
  /// - Parameter environment: lines `NAME=value`.
  /// - Returns: what it prints; nil where it fails, takes too long or prints over 16 MiB.
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

  /// The lines `NAME=value` of this process's environment whose names are such.
  package static func environment(where isKept: (Substring) -> Bool) -> [String] {
    var lines: [String] = []
    var place = environ
    while let text = place.pointee {
      let line = String(cString: text)
      if isKept(line.prefix { $0 != "=" }) { lines.append(line) }
      place += 1
    }
    return lines
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String]?, isGroup: Bool, output: Int32, messages: Int32?
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
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
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

/// A pipe from a program, read at its near end.
private final class Pipe {
  let near: Int32
  let far: Int32
  private(set) var isOpen = true
  private var isFarOpen = true

  init() throws(FileProblem) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(errno) }
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

  /// - Parameter events: what `poll` found; 0: nothing is read.
  func read(_ events: Int16) -> ArraySlice<UInt8> {
    guard events != 0 else { return [] }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = systemRead(near, &piece, piece.count)
    if count == 0 || count < 0 && errno != EINTR { isOpen = false }
    return piece.prefix(max(0, count))
  }
}
