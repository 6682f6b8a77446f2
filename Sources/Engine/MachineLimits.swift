/// The measured limits of the machine with a number of threads.
package struct MachineLimits: Hashable, Sendable {
  /// FLOP a second in float32 fused multiply-adds, operands in registers. `baseline` has no such
  /// instruction: its figure is that of the emulation.
  package var peak: Double
  /// Bytes a second, read and written, of an array that no cache holds.
  package var bandwidth: Double

  package init(peak: Double, bandwidth: Double) {
    self.peak = peak
    self.bandwidth = bandwidth
  }
}
