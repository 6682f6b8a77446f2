import CKernels

extension Kernels {
  /// Losses, predictions and probabilities of one group, and the logits' gradients unless
  /// `gradient` is empty.
  func softmaxCrossEntropy(
    logits: Span<Float>, labels: Span<Int32>, scale: Float, gradient: inout MutableSpan<Float>,
    loss: inout MutableSpan<Float>, prediction: inout MutableSpan<Int32>,
    probability: inout MutableSpan<Float>
  ) {
    precondition(labels.count <= laneCount && logits.count % laneCount == 0)
    precondition(gradient.isEmpty || gradient.count == logits.count)
    precondition(loss.count >= labels.count && prediction.count >= labels.count)
    precondition(probability.count >= labels.count)
    table.pointee.softmax_cross_entropy(
      Int32(logits.count / laneCount), Int32(labels.count), logits.address, labels.address, scale,
      gradient.isEmpty ? nil : gradient.address, loss.address, prediction.address,
      probability.address)
  }

  /// Σ (o − t)² · lossScale of one group, and (o − t) · gradientScale unless `gradient` is empty.
  func meanSquaredError(
    outputs: Span<Float>, targets: Span<Float>, examples: Int, lossScale: Float,
    gradientScale: Float, gradient: inout MutableSpan<Float>, loss: inout MutableSpan<Float>
  ) {
    precondition(outputs.count == targets.count && outputs.count % laneCount == 0)
    precondition(gradient.isEmpty || gradient.count == outputs.count)
    precondition(loss.count >= examples)
    table.pointee.mse(
      Int32(outputs.count / laneCount), Int32(examples), outputs.address, targets.address,
      lossScale, gradientScale, gradient.isEmpty ? nil : gradient.address, loss.address)
  }

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
      velocity.isEmpty ? nil : velocity.address)
  }

  package func allFinite(_ x: Span<Float>) -> Bool {
    x.isEmpty || table.pointee.all_finite(Int64(x.count), x.address) == 1
  }
}
