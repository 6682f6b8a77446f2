import Datasets
import Files
import Synchronization

/// The signals that ask a training to save and stop. The first is noted for the trainer, which
/// looks between steps; a second one ends the program at once.
enum StopSignal {
  private static let noted = Atomic<Int32>(0)
  private static let listens = Atomic<Bool>(false)
  /// Where the text is, zero at its end: a handler takes all of it or none.
  private static let lastWords = Atomic<UInt>(0)

  /// Whether a signal is noted and does not end the program.
  static var isListening: Bool { listens.load(ordering: .relaxed) }

  /// The signals that are listened for: what a person, a system that goes down and a scheduler send.
  /// Slurm warns with SIGUSR1, SIGUSR2 or whatever it is told to; SIGXCPU says that the processor
  /// time is used up.
  private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU]

  /// The signal that came, nil while none has.
  static var received: Int32? {
    let signal = noted.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Listens from now on, or changes the last words.
  ///
  /// - Parameter text: what a second signal prints, made ready because a handler may not allocate.
  static func listen(lastWords text: String) {
    // Kept for good: a handler on another thread may be at the one before.
    lastWords.store(UInt(bitPattern: strdup(text)), ordering: .sequentiallyConsistent)
    guard !listens.exchange(true, ordering: .sequentiallyConsistent) else { return }
    _ = noted.load(ordering: .relaxed)
    for number in numbers where !isIgnored(number) {
      signal(number, handle)
    }
  }

  /// Listens from now on, with last words that say how to go on with the runs that are trained.
  static func listen(training ids: [String], wording: CommandWording) {
    guard let first = ids.first else { return listen(lastWords: "\n") }
    let beginning = "\n^C stopped at once, not saved; nothing before is lost. Go on:"
    func resume(_ id: String) -> String { wording.text(.resume(run: id)) }
    guard ids.count > 1 else { return listen(lastWords: "\(beginning) \(resume(first))\n") }
    var lines = [beginning] + ids.prefix(8).map { "  \(resume($0))" }
    if ids.count > 8 {
      let others = wording.text(.runs(where: "state == interrupted"))
      lines.append("  and \(ids.count - 8) more: \(others)")
    }
    listen(lastWords: lines.joined(separator: "\n") + "\n")
  }

  /// Whether whoever started the program wants it to live through the signal, as nohup does.
  private static func isIgnored(_ number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    guard unsafeBitCast(before, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
      return true
    }
    signal(number, before)
    return false
  }

  private static let handle: @convention(c) (Int32) -> Void = { number in
    let (isFirst, _) = noted.compareExchange(
      expected: 0, desired: number, ordering: .sequentiallyConsistent)
    // The system repeats SIGXCPU every second; nobody has lost patience.
    guard !isFirst, number != SIGXCPU else { return }
    let place = lastWords.load(ordering: .sequentiallyConsistent)
    var request = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    if let text = UnsafePointer<CChar>(bitPattern: place), poll(&request, 1, 0) > 0 {
      _ = write(STDERR_FILENO, text, strlen(text))
    }
    _exit(128 + number)
  }

  /// What the terminal shows for the signal: `^C`, or its name.
  static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGINT: "^C"
    case SIGTERM: "SIGTERM:"
    case SIGHUP: "SIGHUP:"
    case SIGUSR1: "SIGUSR1:"
    case SIGUSR2: "SIGUSR2:"
    case SIGXCPU: "SIGXCPU:"
    default: "signal \(signal):"
    }
  }
}
