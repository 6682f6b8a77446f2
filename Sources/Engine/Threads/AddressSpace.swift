import CKernels
import Files

/// The address space of this process, which `ulimit -v` or a batch system may limit. A Swift
/// program ends if memory cannot be allocated, so threads leave some unused.
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

  /// Whether less than half of the limit is in use.
  static var hasRoomForThread: Bool {
    guard let limit, let sizes = textOfSystemFile("/proc/self/statm"),
      let pages = sizes.split(separator: " ").first.flatMap({ Int($0) })
    else { return true }
    return pages < limit / 2 / max(1, Int(getpagesize()))
  }

  /// Makes all threads allocate from one arena if the address space is limited. Otherwise glibc
  /// reserves 64 MB for each thread. Call this before the first thread starts.
  package static func save() {
    if limit != nil { bench_share_one_arena() }
  }
}
