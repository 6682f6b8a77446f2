import CKernels

/// How the processor rounds on one thread.
package enum FloatingPointMode {
  /// Sets the floating-point mode of numerics version 1 on the calling thread: round to nearest,
  /// ties to even, with subnormal numbers and without traps.
  ///
  /// A library loaded before `main` may have set another mode, and a new thread inherits the mode
  /// of the thread that starts it.
  package static func set() { bench_set_floating_point_mode() }
}
