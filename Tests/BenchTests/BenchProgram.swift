import Files
import Testing
import bench

/// A workspace of its own, and the built program run in it as a user would.
final class BenchProgram {
  /// How a process ended and what it wrote.
  struct Outcome {
    /// The exit code; 128 + the signal's number where one ended it.
    var status: Int32
    var output: String
    var messages: String
  }

  /// The workspace's folder.
  let folder: String
  private let scratch: String

  init() {
    var template = Array("/tmp/bench-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("/tmp takes folders") }
    scratch = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    folder = scratch + "/workspace"
    precondition(run("init", folder).status == 0)
  }

  deinit {
    _ = Self.wait(Self.spawn("/bin/rm", ["-rf", scratch], in: "/", output: 1, messages: 2))
  }

  /// Runs the program to its end.
  func run(_ arguments: String..., environment: [String] = []) -> Outcome {
    run(arguments, environment: environment)
  }

  func run(_ arguments: [String], environment: [String] = []) -> Outcome {
    let output = scratch + "/output"
    let messages = scratch + "/messages"
    let descriptors = [output, messages].map { (path: String) in
      open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    }
    let process = start(
      arguments, output: descriptors[0], messages: descriptors[1], environment: environment)
    descriptors.forEach { close($0) }
    let status = Self.wait(process)
    return Outcome(status: status, output: Self.text(output), messages: Self.text(messages))
  }

  /// Starts the program with these descriptors as its output and messages.
  func start(
    _ arguments: [String], output: Int32, messages: Int32, environment: [String] = []
  ) -> pid_t {
    let place = access(folder, F_OK) == 0 ? folder : scratch
    return Self.spawn(
      Self.path, arguments, in: place, output: output, messages: messages,
      environment: environment)
  }

  /// The text of a file in the workspace; empty where there is none.
  func file(_ name: String) -> String { Self.text("\(folder)/\(name)") }

  /// Makes a file in the workspace, or replaces it.
  func write(_ text: String, to name: String) {
    guard let file = fopen("\(folder)/\(name)", "w") else { preconditionFailure("no file") }
    fputs(text, file)
    fclose(file)
  }

  /// Makes a file of any bytes in the workspace, or replaces it.
  func write(bytes: [UInt8], to name: String) {
    guard let file = fopen("\(folder)/\(name)", "w") else { preconditionFailure("no file") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  /// Copies a file or folder into the workspace.
  func copy(_ path: String, to name: String) {
    #expect(shell("cp -R \"$0\" \"$1\"", path, name).status == 0)
  }

  /// The SHA-256 of each checkpoint file of a run, as `sha256sum` prints them.
  func checkpoints(of id: String) -> [String] {
    let sums = shell("cd \"runs/$0/checkpoints\" && sha256sum *", id)
    #expect(sums.status == 0)
    return sums.output.split(separator: "\n").map(String.init)
  }

  /// Runs a shell in the workspace.
  func shell(_ script: String, _ arguments: String...) -> (status: Int32, output: String) {
    let path = scratch + "/shell"
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    let process = Self.spawn(
      "/bin/sh", ["-c", script] + arguments, in: folder, output: descriptor, messages: 2)
    close(descriptor)
    return (Self.wait(process), Self.text(path))
  }

  /// Removes a file of the workspace.
  func remove(_ name: String) { unlink("\(folder)/\(name)") }

  /// The names in `runs/`.
  var runs: [String] {
    run("runs", "--format", "csv").output.split(separator: "\n").dropFirst()
      .map { String($0.prefix { $0 != "," }) }.sorted()
  }

  /// The value of a key of a run's run.json that is a string.
  func recorded(_ key: String, of id: String) -> String? {
    let lines = file("runs/\(id)/run.json").split(separator: "\n")
    let line = lines.first { $0.hasPrefix("  \"\(key)\": ") }
    return line.map { String($0.dropFirst(key.count + 6).filter { !"\",".contains($0) }) }
  }

  /// Waits until a run has as many rows in its metrics.csv.
  func waitForRows(_ rows: Int, of id: String) {
    for _ in 0..<6000 {
      if file("runs/\(id)/metrics.csv").split(separator: "\n").count > rows { return }
      usleep(10_000)
    }
    Issue.record("\(id) has no \(rows) rows after a minute")
  }

  /// Waits for a process and returns its exit code, or 128 + the signal that ended it.
  static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// How the program words commands, since it is not on the PATH.
  var wording: CommandWording { CommandWording(program: Self.path) }

  /// The program beside the running tests.
  private static let path: String = {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    let tests =
      count > 0
      ? String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      : CommandLine.arguments[0]
    return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/bench"
  }()

  private static func spawn(
    _ program: String, _ arguments: [String], in folder: String, output: Int32, messages: Int32,
    environment: [String] = []
  ) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if output == -1 {
      posix_spawn_file_actions_addclose(&actions, 1)
    } else {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    }
    posix_spawn_file_actions_adddup2(&actions, messages, 2)
    let shell = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program]
    let base = ["PATH=/usr/bin:/bin", "HOME=\(folder)", "LANG=C.UTF-8", "TERM=xterm"]
    var words: [UnsafeMutablePointer<CChar>?] = (shell + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = (base + environment).map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    // The threads that run tests block signals, and a new process would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var process: pid_t = 0
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, &variables)
    precondition(code == 0, "\(program): \(String(cString: strerror(code)))")
    return process
  }

  /// The text of a file; empty where there is none.
  static func text(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    return drain(descriptor)
  }

  #if os(Linux)
    /// Both ends of a new pseudo-terminal; the calls that libraries offer are not visible to Swift.
    static func openTerminal(columns: UInt16) -> (near: Int32, far: Int32) {
      let near = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var locked: Int32 = 0
      var number: Int32 = 0
      let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
      precondition(ioctl(near, setLock, &locked) == 0 && ioctl(near, getNumber, &number) == 0)
      let far = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      precondition(far >= 0 && ioctl(far, UInt(TIOCSWINSZ), &size) == 0)
      return (near, far)
    }
  #endif

  /// Reads until there is no more.
  static func drain(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while case let count = read(descriptor, &part, part.count), count > 0 {
      bytes += part.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension BenchProgram {
  /// Writes the experiment `rows`, on a table of 64 rows: 6 epochs of 8 steps, of which 3 are kept.
  func writeRows() {
    let rows = (0..<64).map { "\($0 % 7),\($0 % 5),\($0 % 2)\n" }.joined()
    write("a,b,y\n" + rows, to: "d.csv")
    write(
      """
      {"dataset": {"name": "csv", "files": {"train": "d.csv", "test": "d.csv"}, "classes": 2},
       "architecture": [{"type": "linear", "out_features": 2}],
       "loss": {"type": "softmax_cross_entropy"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 6, "batch_size": 8, "log_every_steps": 1}}
      """, to: "experiments/rows.json")
  }
}
