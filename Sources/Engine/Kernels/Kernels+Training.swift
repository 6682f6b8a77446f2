import CKernels

extension Kernels {
  /// Losses, predictions and probabilities of one group, and the logits' gradients unless
  /// `gradient` is empty.
  ///
  /// - Parameter withComplement: adds −log(1 − p) of the classes that are not the label.
  func softmaxCrossEntropy(
    withComplement: Bool, logits: Span<Float>, labels: Span<Int32>, scale: Float,
    gradient: inout MutableSpan<Float>, loss: inout MutableSpan<Float>,
    prediction: inout MutableSpan<Int32>, probability: inout MutableSpan<Float>
  ) {
    precondition(labels.count <= laneCount && logits.count % laneCount == 0)
    precondition(gradient.isEmpty || gradient.count == logits.count)
    precondition(loss.count >= labels.count && prediction.count >= labels.count)
    precondition(probability.count >= labels.count)
    let kernel =
      withComplement
      ? table.pointee.softmax_binary_cross_entropy : table.pointee.softmax_cross_entropy
    kernel?(
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

  /// Losses of probabilities[K, 16] against values[K, 16], as binary cross-entropies.
  func binaryCrossEntropy(
    outputs: Span<Float>, targets: Span<Float>, examples: Int, lossScale: Float,
    gradientScale: Float, gradient: inout MutableSpan<Float>, loss: inout MutableSpan<Float>
  ) {
    precondition(outputs.count == targets.count && outputs.count % laneCount == 0)
    precondition(gradient.isEmpty || gradient.count == outputs.count)
    precondition(loss.count >= examples)
    table.pointee.binary_cross_entropy(
      Int32(outputs.count / laneCount), Int32(examples), outputs.address, targets.address,
      lossScale, gradientScale, gradient.isEmpty ? nil : gradient.address, loss.address)
  }

  /// Losses −log p[label] of probabilities[K, 16].
  func negativeLogLikelihood(
    outputs: Span<Float>, labels: Span<Int32>, scale: Float, gradient: inout MutableSpan<Float>,
    loss: inout MutableSpan<Float>
  ) {
    precondition(labels.count <= laneCount && outputs.count % laneCount == 0)
    precondition(gradient.isEmpty || gradient.count == outputs.count)
    precondition(loss.count >= labels.count)
    table.pointee.nll(
      Int32(outputs.count / laneCount), Int32(labels.count), outputs.address, labels.address,
      scale, gradient.isEmpty ? nil : gradient.address, loss.address)
  }

  package func allFinite(_ x: Span<Float>) -> Bool {
    x.isEmpty || table.pointee.all_finite(Int64(x.count), x.address) == 1
  }
}
