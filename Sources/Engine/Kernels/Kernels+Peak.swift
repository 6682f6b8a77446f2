import CKernels

extension Kernels {
  /// Does nothing but fused multiply-adds, for `iterations` rounds; returns the FLOP done.
  ///
  /// - Parameter chains: [24, 16], of which the set takes as many as it has registers for.
  func multiplyAndAdd(_ iterations: Int, chains: inout MutableSpan<Float>) -> Int {
    precondition(chains.count == 24 * laneCount)
    return Int(table.pointee.fma_peak(Int64(iterations), chains.address))
  }
}
