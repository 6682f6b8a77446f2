import CKernels

extension Kernels {
  /// Does only fused multiply-adds, for `iterations` rounds, and returns the number of FLOP.
  ///
  /// - Parameter chains: [24, 16]. An instruction set uses as many rows as it has registers.
  func multiplyAndAdd(_ iterations: Int, chains: inout MutableSpan<Float>) -> Int {
    precondition(chains.count == 24 * laneCount)
    return Int(table.pointee.fma_peak(Int64(iterations), chains.address))
  }
}
