import CKernels
import Files

/// The addresses that this process may use, where `ulimit -v` or a batch system limits them. Memory
/// that cannot be had ends a Swift program, so threads leave some.
package enum AddressSpace {
  /// Bytes; nil without a limit.
  private static var limit: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let addresses = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let addresses = RLIMIT_AS
    #endif
    guard getrlimit(addresses, &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
    return Int(limit.rlim_cur)
  }

  /// Whether less than half of what is allowed is in use.
  static var hasRoomForThread: Bool {
    guard let limit, let sizes = textOfSystemFile("/proc/self/statm"),
      let pages = sizes.split(separator: " ").first.flatMap({ Int($0) })
    else { return true }
    return pages < limit / 2 / max(1, Int(getpagesize()))
  }

  /// Lets all threads take memory from one place where addresses are limited: glibc reserves 64 MB
  /// for each of them otherwise. To be called before the first thread starts.
  package static func save() {
    if limit != nil { bench_share_one_arena() }
  }
}
