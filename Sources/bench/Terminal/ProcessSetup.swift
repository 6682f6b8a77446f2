import Engine
import Files

/// What must hold of the process before anything else happens.
enum ProcessSetup {
  /// Errors of writing come back as errors, not as signals, and the three standard descriptors
  /// are taken, so that no file of a run can become standard output. A run in a list has its folder
  /// open, so as many files may be open as the system lets us ask for. The main thread computes as
  /// numerics version 1 says.
  static func perform() {
    FloatingPointMode.set()
    AddressSpace.save()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
    var limit = rlimit()
    #if canImport(Glibc)
      let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let openFiles = RLIMIT_NOFILE
    #endif
    guard getrlimit(openFiles, &limit) == 0, limit.rlim_cur < mostOpenFiles else { return }
    limit.rlim_cur = min(limit.rlim_max, mostOpenFiles)
    _ = setrlimit(openFiles, &limit)
  }

  /// macOS refuses to be asked for more.
  private static let mostOpenFiles: rlim_t = 10_240
}
