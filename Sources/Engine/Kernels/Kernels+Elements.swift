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
  func maxPoolForward(
    _ pool: bench_pool2d, x: Span<Float>, y: inout MutableSpan<Float>,
    winners: inout MutableSpan<Float>
  ) {
    precondition(x.count == pool.inputCount && y.count == pool.outputCount)
    precondition(winners.count == y.count)
    var pool = pool
    table.pointee.max_pool2d_forward(&pool, x.address, y.address, winners.address)
  }

  /// dx taken back through the function of which x is the output.
  func maxPoolBackward(
    _ pool: bench_pool2d, dy: Span<Float>, winners: Span<Float>, x: Span<Float>,
    of function: ElementaryFunction?, dx: inout MutableSpan<Float>
  ) {
    precondition(dx.count == pool.inputCount && x.count == dx.count && dy.count == pool.outputCount)
    precondition(winners.count == dy.count)
    var pool = pool
    table.pointee.max_pool2d_backward(
      &pool, dy.address, winners.address, function?.rawValue ?? -1, x.address, dx.address)
  }

  func avgPoolForward(_ pool: bench_pool2d, x: Span<Float>, y: inout MutableSpan<Float>) {
    precondition(x.count == pool.inputCount && y.count == pool.outputCount)
    var pool = pool
    table.pointee.avg_pool2d_forward(&pool, x.address, y.address)
  }

  func avgPoolBackward(
    _ pool: bench_pool2d, dy: Span<Float>, x: Span<Float>, of function: ElementaryFunction?,
    dx: inout MutableSpan<Float>
  ) {
    precondition(dx.count == pool.inputCount && x.count == dx.count && dy.count == pool.outputCount)
    var pool = pool
    table.pointee.avg_pool2d_backward(
      &pool, dy.address, function?.rawValue ?? -1, x.address, dx.address)
  }

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

extension bench_pool2d {
  var inputCount: Int { Int(channels) * Int(height) * Int(width) * laneCount }
  var outputCount: Int { Int(channels) * Int(out_height) * Int(out_width) * laneCount }
}
