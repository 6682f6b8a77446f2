import CKernels
import Engine

/// The C tables of every instruction set this processor runs, slowest first.
nonisolated(unsafe) let kernelSets: [bench_kernels] = Kernels.available.compactMap {
  bench_kernels_named($0.name)?.pointee
}

extension bench_kernels {
  var title: String { String(cString: name) }

  /// A gradient times the derivative of a function whose output is x.
  func takenBack(
    _ gradient: [Float], through function: ElementaryFunction, of x: [Float]
  ) -> [Float] {
    var gradient = gradient
    elementary_backward(function.rawValue, x, &gradient, Int64(x.count / 16))
    return gradient
  }
}

/// Values in −1…1 that no kernel can get right by chance; a pure function of the arguments.
func noise(_ count: Int, _ index: UInt32) -> [Float] {
  Philox(seed: 99, purpose: .generator, index: index).uniform(count: count, bound: 1)
}

extension [Float] {
  var bits: [UInt32] { map(\.bitPattern) }
}
