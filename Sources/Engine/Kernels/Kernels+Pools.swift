import CKernels

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

  /// The mean of each window.
  ///
  /// - Parameter isAdaptive: whether OH × OW windows divide the image as evenly as it goes.
  func avgPoolForward(
    _ pool: bench_pool2d, isAdaptive: Bool, x: Span<Float>, y: inout MutableSpan<Float>
  ) {
    precondition(x.count == pool.inputCount && y.count == pool.outputCount)
    var pool = pool
    if isAdaptive {
      table.pointee.adaptive_avg_pool2d_forward(&pool, x.address, y.address)
    } else {
      table.pointee.avg_pool2d_forward(&pool, x.address, y.address)
    }
  }

  func avgPoolBackward(
    _ pool: bench_pool2d, isAdaptive: Bool, dy: Span<Float>, x: Span<Float>,
    of function: ElementaryFunction?, dx: inout MutableSpan<Float>
  ) {
    precondition(dx.count == pool.inputCount && x.count == dx.count && dy.count == pool.outputCount)
    var pool = pool
    let (dy, function, x, dx) = (dy.address, function?.rawValue ?? -1, x.address, dx.address)
    if isAdaptive {
      table.pointee.adaptive_avg_pool2d_backward(&pool, dy, function, x, dx)
    } else {
      table.pointee.avg_pool2d_backward(&pool, dy, function, x, dx)
    }
  }
}

extension bench_pool2d {
  var inputCount: Int { Int(channels) * Int(height) * Int(width) * laneCount }
  var outputCount: Int { Int(channels) * Int(out_height) * Int(out_width) * laneCount }

  func inputRange(of group: Int) -> Range<Int> { group * inputCount..<(group + 1) * inputCount }
  func outputRange(of group: Int) -> Range<Int> { group * outputCount..<(group + 1) * outputCount }
}
