import CKernels

extension Kernels {
  /// One step of stochastic gradient descent; an empty velocity is no momentum.
  func sgd(
    _ rule: bench_sgd, gradient: Span<Float>, weight: inout MutableSpan<Float>,
    velocity: inout MutableSpan<Float>
  ) {
    precondition(gradient.count == weight.count)
    precondition(velocity.isEmpty || velocity.count == weight.count)
    var rule = rule
    table.pointee.sgd(
      &rule, Int64(weight.count), gradient.address, weight.address,
      velocity.isEmpty ? nil : velocity.address, nil)
  }

  /// One step of Adam or AdamW.
  func adam(
    _ rule: bench_adam, gradient: Span<Float>, weight: inout MutableSpan<Float>,
    mean: inout MutableSpan<Float>, square: inout MutableSpan<Float>
  ) {
    precondition(gradient.count == weight.count)
    precondition(mean.count == weight.count && square.count == weight.count)
    var rule = rule
    table.pointee.adam(
      &rule, Int64(weight.count), gradient.address, weight.address, mean.address, square.address)
  }

  /// One step of RMSprop; an empty velocity is no momentum.
  func rmsprop(
    _ rule: bench_rmsprop, gradient: Span<Float>, weight: inout MutableSpan<Float>,
    square: inout MutableSpan<Float>, velocity: inout MutableSpan<Float>
  ) {
    precondition(gradient.count == weight.count && square.count == weight.count)
    precondition(velocity.isEmpty || velocity.count == weight.count)
    var rule = rule
    table.pointee.rmsprop(
      &rule, Int64(weight.count), gradient.address, weight.address, square.address,
      velocity.isEmpty ? nil : velocity.address)
  }

  /// averages += share · (weights − averages).
  func average(_ weights: Span<Float>, share: Float, into averages: inout MutableSpan<Float>) {
    precondition(weights.count == averages.count)
    table.pointee.average(Int64(weights.count), share, weights.address, averages.address)
  }

  /// Σ x², ascending in blocks of 1,024.
  func sumOfSquares(_ x: Span<Float>) -> Float {
    x.isEmpty ? 0 : table.pointee.sum_squares(Int64(x.count), x.address)
  }

  /// x = factor · x.
  func scale(_ x: inout MutableSpan<Float>, by factor: Float) {
    table.pointee.scale(Int64(x.count), factor, x.address)
  }
}
