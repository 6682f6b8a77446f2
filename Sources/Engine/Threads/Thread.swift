import Files

/// Runs `body` on a new thread with the floating-point mode of numerics version 1.
///
/// The thread handles no signals; the main thread does.
///
/// - Returns: false if the system cannot start a thread. `body` is then not run.
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

/// Four times the default of macOS. Linux's default of 8 MB would count against a memory limit.
private let stackBytes = 2 << 20

/// The function that a new thread runs.
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

/// Calls `body` with all signals blocked, except those that an instruction of the thread itself
/// causes. A thread started in it keeps them blocked.
private func withoutSignals<Result>(_ body: () -> Result) -> Result {
  var blocked = sigset_t()
  sigfillset(&blocked)
  for fault in [SIGILL, SIGTRAP, SIGFPE, SIGBUS, SIGSEGV, SIGABRT] { sigdelset(&blocked, fault) }
  var before = sigset_t()
  pthread_sigmask(SIG_SETMASK, &blocked, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  return body()
}
