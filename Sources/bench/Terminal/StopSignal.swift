import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The signals that ask a training to save and stop. The first is noted for the trainer, which
/// looks between steps; a second one ends the program at once.
enum StopSignal {
  private static let noted = Atomic<Int32>(0)
  private static let lastWords = Atomic<UInt>(0)
  private static let lastWordsLength = Atomic<Int>(0)

  /// The signal that came, nil while none has.
  static var received: Int32? {
    let signal = noted.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Listens from now on.
  ///
  /// - Parameter text: what a second signal prints, made ready because a handler may not allocate.
  static func listen(lastWords text: String) {
    let bytes = Array(text.utf8)
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    copy.initialize(from: bytes, count: bytes.count)
    lastWordsLength.store(0, ordering: .sequentiallyConsistent)
    lastWords.store(UInt(bitPattern: copy), ordering: .sequentiallyConsistent)
    lastWordsLength.store(bytes.count, ordering: .sequentiallyConsistent)
    _ = noted.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      signal(number, handle)
    }
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
    guard !isFirst else { return }
    let text = UnsafeRawPointer(bitPattern: lastWords.load(ordering: .sequentiallyConsistent))
    _ = write(STDERR_FILENO, text, lastWordsLength.load(ordering: .sequentiallyConsistent))
    _exit(128 + number)
  }

  /// What the terminal shows for the signal: `^C`, or its name.
  static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGINT: "^C"
    case SIGTERM: "SIGTERM:"
    default: "SIGHUP:"
    }
  }
}
