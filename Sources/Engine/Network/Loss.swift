import CKernels

/// The loss of each example, and its gradient.
struct Loss: Sendable {
  private let configuration: LossConfiguration

  init(_ configuration: LossConfiguration) {
    self.configuration = configuration
  }

  /// Whether targets are values, not labels.
  var needsValues: Bool {
    switch configuration.kind {
    case .mse, .binaryCrossEntropy: true
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy, .nll: false
    }
  }

  /// Its kind and scales.
  ///
  /// - Parameters:
  ///   - width: outputs of an example.
  ///   - batch: examples of the whole batch, by which a mean divides its gradient.
  func terms(width: Int, batch: Int) -> bench_loss {
    let isMean = configuration.reduction == .mean
    let examples = Double(isMean ? batch : 1)
    var terms = bench_loss()
    terms.gradient_scale = Float(1 / examples)
    switch configuration.kind {
    case .softmaxCrossEntropy: terms.kind = Int32(BENCH_SOFTMAX_CROSS_ENTROPY)
    case .softmaxBinaryCrossEntropy: terms.kind = Int32(BENCH_SOFTMAX_BINARY_CROSS_ENTROPY)
    case .nll: terms.kind = Int32(BENCH_NLL)
    case .mse(let scale):
      let share = isMean ? scale / Double(width) : scale
      terms.kind = Int32(BENCH_MSE)
      terms.loss_scale = Float(share)
      terms.gradient_scale = Float(2 * share / examples)
    case .binaryCrossEntropy:
      let share = isMean ? 1 / Double(width) : 1
      terms.kind = Int32(BENCH_BINARY_CROSS_ENTROPY)
      terms.loss_scale = Float(share)
      terms.gradient_scale = Float(share / examples)
    }
    return terms
  }
}

extension LossConfiguration {
  /// A scale that float32 makes 0 or infinite.
  package struct UnusableScale {
    package let value: Float
    /// Whether it is the gradient's, not the loss's.
    package let isOfGradient: Bool
  }

  /// Returns the scale with which nothing can be learnt; nil where both are usable.
  ///
  /// - Parameters:
  ///   - outputs: of an example.
  ///   - batchSize: examples of the largest batch.
  package func unusableScale(outputs: Int, batchSize: Int) -> UnusableScale? {
    guard case .mse = kind else { return nil }
    let terms = Loss(self).terms(width: outputs, batch: batchSize)
    let scales = [(terms.loss_scale, false), (terms.gradient_scale, true)]
    return scales.first { $0.0 == 0 || !$0.0.isFinite }
      .map { UnusableScale(value: $0.0, isOfGradient: $0.1) }
  }
}

/// What a batch's pass found for each example, in the batch's order.
package final class BatchResults: Sendable {
  let losses: SharedMemory<Float>
  let predictions: SharedMemory<Int32>
  let probabilities: SharedMemory<Float>
  /// Not of the softmax losses.
  let firstOutputs: SharedMemory<Float>

  init(examples: Int) {
    let lanes = examples.roundedUpToLanes
    losses = SharedMemory(count: lanes)
    predictions = SharedMemory(count: lanes)
    probabilities = SharedMemory(count: lanes)
    firstOutputs = SharedMemory(count: lanes)
  }
}

extension BatchResults {
  /// Adds the losses of the first `count` examples to `sum`, one by one in the batch's order.
  package func addLosses(of count: Int, to sum: inout Double) {
    let losses = losses.span(0..<count)
    for i in losses.indices { sum += Double(losses[i]) }
  }

  /// The losses of the first `count` examples. A loss that is not a number says that an output is
  /// none either: the network gave no answer.
  @_lifetime(borrow self)
  package func losses(of count: Int) -> Span<Float> { losses.span(0..<count) }

  /// The predicted class, and its probability (or, for mse, its output); NaN where the network gave
  /// no answer.
  package func prediction(of example: Int) -> (winner: Int, value: Float) {
    let range = example..<example + 1
    let isAnswered = !losses.span(range)[0].isNaN
    return (Int(predictions.span(range)[0]), isAnswered ? probabilities.span(range)[0] : .nan)
  }

  /// The first output of a network that learns values.
  package func firstOutput(of example: Int) -> Float {
    firstOutputs.span(example..<example + 1)[0]
  }

  /// The predicted classes of the first `count` examples.
  @_lifetime(borrow self)
  package func predictedClasses(of count: Int) -> Span<Int32> { predictions.span(0..<count) }
}
