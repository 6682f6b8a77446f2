#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What must hold of the process before anything else happens.
enum ProcessSetup {
  /// Errors of writing come back as errors, not as signals, and the three standard descriptors
  /// are taken, so that no file of a run can become standard output.
  static func perform() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
  }
}
