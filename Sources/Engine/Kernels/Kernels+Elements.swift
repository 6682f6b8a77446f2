import CKernels

/// A function applied to every element, with a derivative that its output gives.
package enum ElementaryFunction: Int32, Sendable, CaseIterable {
  case exp, log, tanh, sigmoid, relu
}

extension Kernels {
  /// x = f(x), a multiple of 16 elements.
  package func apply(_ function: ElementaryFunction, to x: inout MutableSpan<Float>) {
    precondition(x.count % laneCount == 0)
    guard let values = x.address else { return }
    table.pointee.elementary(
      function.rawValue, values, values, Int64(x.count / laneCount))
  }

  /// gradient *= f′, from the function's output y.
  func backpropagate(
    _ function: ElementaryFunction, y: Span<Float>, gradient: inout MutableSpan<Float>
  ) {
    precondition(y.count == gradient.count && y.count % laneCount == 0)
    table.pointee.elementary_backward(
      function.rawValue, y.address, gradient.address, Int64(y.count / laneCount))
  }
}
