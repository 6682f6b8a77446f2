import CKernels

/// The vector kernels of one instruction set, behind bounds checks.
///
/// Only this type passes memory to C. Shapes are those of `CKernels.h`; a group is 16 examples, one
/// per lane, and `x[G, F, 16]` is G groups of F features.
package struct Kernels: Sendable {
  nonisolated(unsafe) let table: UnsafePointer<bench_kernels>

  private init(_ table: UnsafePointer<bench_kernels>) {
    self.table = table
  }

  /// The fastest set this processor has.
  package static let best = Kernels(bench_kernels_best())

  /// Returns the set called `baseline`, `avx2`, `avx512` or `neon`; nil if it cannot run here.
  package static func named(_ name: String) -> Kernels? {
    bench_kernels_named(name).map { Kernels($0) }
  }

  /// Every set this processor can run, slowest first.
  package static var available: [Kernels] {
    ["baseline", "avx2", "avx512", "neon"].compactMap { named($0) }
  }

  package var name: String { String(cString: table.pointee.name) }
}

extension Span where Element: BitwiseCopyable {
  /// The first element's address, valid while the caller's span is.
  var address: UnsafePointer<Element>? { withUnsafeBufferPointer { $0.baseAddress } }
}

extension MutableSpan where Element: BitwiseCopyable {
  var address: UnsafeMutablePointer<Element>? {
    mutating get { withUnsafeMutableBufferPointer { $0.baseAddress } }
  }
}
