import CKernels

/// A function applied to every element, with a derivative that its output gives.
package enum ElementaryFunction: Int32, Sendable, CaseIterable {
  case exp, log, tanh, sigmoid, relu
}

/// A function applied to every element, with a derivative that its input gives.
enum InputFunction: Hashable, Sendable {
  /// The slope below 0.
  case leakyRelu(Float)
  /// α.
  case elu(Float)
  case gelu, geluTanh, silu, hardSwish

  fileprivate var kernel: (function: Int32, parameter: Float) {
    switch self {
    case .leakyRelu(let slope): (Int32(BENCH_LEAKY_RELU), slope)
    case .elu(let alpha): (Int32(BENCH_ELU), alpha)
    case .gelu: (Int32(BENCH_GELU), 0)
    case .geluTanh: (Int32(BENCH_GELU_TANH), 0)
    case .silu: (Int32(BENCH_SILU), 0)
    case .hardSwish: (Int32(BENCH_HARD_SWISH), 0)
    }
  }
}

extension Kernels {
  /// y = f(x), a multiple of 16 elements.
  func activate(_ function: InputFunction, x: Span<Float>, y: inout MutableSpan<Float>) {
    precondition(x.count == y.count && x.count % laneCount == 0)
    let kernel = function.kernel
    table.pointee.activate(
      kernel.function, kernel.parameter, x.address, y.address, Int64(x.count / laneCount))
  }

  /// dx = dy · f′(x), a multiple of 16 elements.
  func activateBackward(
    _ function: InputFunction, x: Span<Float>, dy: Span<Float>, dx: inout MutableSpan<Float>
  ) {
    precondition(x.count == dx.count && dy.count == x.count && x.count % laneCount == 0)
    let kernel = function.kernel
    table.pointee.activate_backward(
      kernel.function, kernel.parameter, x.address, dy.address, dx.address,
      Int64(x.count / laneCount))
  }
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
