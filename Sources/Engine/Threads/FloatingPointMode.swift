import CKernels

/// How the processor rounds on one thread.
package enum FloatingPointMode {
  /// Sets what numerics version 1 computes with on the calling thread: round to nearest, ties to
  /// even, subnormal numbers kept, no traps.
  ///
  /// A library loaded before `main` may have left another mode, and a new thread inherits the mode of
  /// the thread that starts it.
  package static func set() { bench_set_floating_point_mode() }
}
