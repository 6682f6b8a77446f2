import CKernels

/// The loss of each example, and its gradient.
struct Loss: Sendable {
  private let configuration: LossConfiguration
  /// nil if labels are neither weighted nor smoothed.
  private let labels: LabelWeights?

  /// - Parameters:
  ///   - configuration: with weights in place of `balanced`.
  ///   - classes: the outputs of an example.
  init(_ configuration: LossConfiguration, classes: Int) {
    self.configuration = configuration
    labels = LabelWeights(configuration, classes: classes)
  }

  /// Whether targets are values, not labels.
  var needsValues: Bool { !configuration.kind.takesLabels }

  /// Whether the scale of the gradient depends on which examples a batch has.
  var dependsOnBatch: Bool { configuration.classWeights != nil && configuration.reduction == .mean }

  /// Adds up the weights of a batch's examples in their order, for a mean to divide by.
  func addWeights(of source: some GroupSource, _ range: Range<Int>) {
    if dependsOnBatch { labels?.add(source, range) }
  }

  /// Its kind and scales.
  ///
  /// - Parameters:
  ///   - width: outputs of an example.
  ///   - batch: examples of the whole batch, by which a mean divides its gradient. If weights
  ///     depend on the batch, they were added up.
  func terms(width: Int, batch: Int) -> bench_loss {
    let isMean = configuration.reduction == .mean
    let examples = Double(isMean ? batch : 1)
    var terms = bench_loss()
    terms.kind = kind
    terms.gradient_scale = Float(1 / examples)
    let share = configuration.shareOfTerms(outputs: width)
    var slope = 1.0
    switch configuration.kind {
    case .softmaxCrossEntropy:
      labels?.fill(&terms)
      if dependsOnBatch, let labels { terms.gradient_scale = labels.gradientScale }
      return terms
    case .softmaxBinaryCrossEntropy, .nll: return terms
    case .mse: slope = 2
    case .binaryCrossEntropyWithLogits(let weight): terms.parameter = Float(weight)
    case .huber(let delta): terms.parameter = Float(delta)
    case .binaryCrossEntropy, .l1: break
    }
    terms.loss_scale = Float(share)
    terms.gradient_scale = Float(slope * share / examples)
    return terms
  }

  private var kind: Int32 {
    let kind =
      switch configuration.kind {
      case .softmaxCrossEntropy:
        labels == nil ? BENCH_SOFTMAX_CROSS_ENTROPY : BENCH_WEIGHTED_CROSS_ENTROPY
      case .softmaxBinaryCrossEntropy: BENCH_SOFTMAX_BINARY_CROSS_ENTROPY
      case .nll: BENCH_NLL
      case .mse: BENCH_MSE
      case .binaryCrossEntropy: BENCH_BINARY_CROSS_ENTROPY
      case .binaryCrossEntropyWithLogits: BENCH_BINARY_CROSS_ENTROPY_WITH_LOGITS
      case .l1: BENCH_L1
      case .huber: BENCH_HUBER
      }
    return Int32(kind)
  }
}

/// Weighted classes and smoothed labels.
private final class LabelWeights: Sendable {
  private let smoothing: Double
  private let weights: SharedMemory<Float>
  /// 1 ÷ the sum of the weights of the batch's examples.
  private let scale = SharedMemory<Float>(count: 1)
  /// The labels of one group.
  private let group = SharedMemory<Int32>(count: laneCount)

  init?(_ loss: LossConfiguration, classes: Int) {
    smoothing = loss.labelSmoothing
    switch loss.classWeights {
    case nil where smoothing == 0: return nil
    case nil:
      weights = SharedMemory(count: classes)
      weights.replace(from: 0, with: [Float](repeating: 1, count: classes))
    case .list(let list):
      precondition(list.count == classes)
      weights = SharedMemory(count: classes)
      weights.replace(from: 0, with: list.map { Float($0) })
    case .balanced: preconditionFailure("the weights follow from the examples")
    }
  }

  var gradientScale: Float { scale.span(0..<1)[0] }

  /// Adds the weights in float64, one by one in the batch's order.
  func add(_ source: some GroupSource, _ range: Range<Int>) {
    let weights = weights.span(0..<weights.count)
    var labels = group.mutableSpan(0..<laneCount)
    var sum = 0.0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: laneCount) {
      let positions = start..<min(start + laneCount, range.upperBound)
      source.loadLabels(positions, into: &labels)
      for lane in 0..<positions.count { sum += Double(weights[Int(labels[lane])]) }
    }
    var scale = scale.mutableSpan(0..<1)
    scale[0] = Float(1 / sum)
  }

  func fill(_ terms: inout bench_loss) {
    let weights = weights.span(0..<weights.count)
    var total = 0.0
    if smoothing > 0 { for k in weights.indices { total += Double(weights[k]) } }
    terms.share = Float(1 - smoothing)
    terms.spread = Float(smoothing / Double(weights.count))
    terms.total_weight = Float(total)
    terms.class_weights = weights.address
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
    let terms = Loss(self, classes: outputs).terms(width: outputs, batch: batchSize)
    let scales = [(terms.loss_scale, false), (terms.gradient_scale, true)]
    return scales.first { $0.0 == 0 || !$0.0.isFinite }
      .map { UnusableScale(value: $0.0, isOfGradient: $0.1) }
  }
}
