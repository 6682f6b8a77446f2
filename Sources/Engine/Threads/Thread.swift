import Files

/// Runs `body` on a new thread with the floating-point mode of numerics version 1.
///
/// The thread takes no signals: they are the main thread's.
///
/// - Returns: false where the system has no thread to give; `body` is not run then.
package func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  guard AddressSpace.hasRoomForThread else { return false }
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  defer { attributes.deallocate() }
  guard pthread_attr_init(attributes) == 0 else { return false }
  defer { pthread_attr_destroy(attributes) }
  pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
  pthread_attr_setstacksize(attributes, stackBytes)
  #if canImport(Darwin)
    pthread_attr_set_qos_class_np(attributes, QOS_CLASS_USER_INITIATED, 0)
  #endif
  let start = Unmanaged.passRetained(ThreadStart(body))
  #if canImport(Glibc)
    var thread = pthread_t()
  #else
    var thread: pthread_t?
  #endif
  let isStarted = withoutSignals {
    pthread_create(
      &thread, attributes,
      { argument in
        ThreadStart.run(argument)
        return nil
      }, start.toOpaque()) == 0
  }
  if !isStarted { start.release() }
  return isStarted
}

/// Four times what macOS gives a thread; Linux would give 8 MB, which a limit on memory counts.
private let stackBytes = 2 << 20

/// What a new thread is to run.
private final class ThreadStart: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }

  static func run(_ start: UnsafeMutableRawPointer?) {
    guard let start else { preconditionFailure("a thread without a start") }
    FloatingPointMode.set()
    Unmanaged<ThreadStart>.fromOpaque(start).takeRetainedValue().body()
  }
}

/// Calls `body` with every signal blocked that does not come from an instruction's own fault. A
/// thread started in it keeps them blocked.
private func withoutSignals<Result>(_ body: () -> Result) -> Result {
  var blocked = sigset_t()
  sigfillset(&blocked)
  for fault in [SIGILL, SIGTRAP, SIGFPE, SIGBUS, SIGSEGV, SIGABRT] { sigdelset(&blocked, fault) }
  var before = sigset_t()
  pthread_sigmask(SIG_SETMASK, &blocked, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  return body()
}
