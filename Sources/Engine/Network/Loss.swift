/// The loss of each example of a group, and its gradient.
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

  /// Computes group losses from outputs[K, 16].
  ///
  /// - Parameters:
  ///   - examples: of the group; later lanes get gradient 0.
  ///   - batch: examples of the whole batch, by which a mean divides its gradient.
  ///   - gradient: dOutputs[K, 16], or empty.
  func evaluate(
    outputs: Span<Float>, examples: Int, batch: Int, targets: borrowing GroupTargets,
    gradient: inout MutableSpan<Float>, results: BatchResults, at first: Int, kernels: Kernels
  ) {
    let lanes = first..<first + laneCount
    var loss = results.losses.mutableSpan(lanes)
    let isMean = configuration.reduction == .mean
    let perExample = isMean ? Float(1 / Double(batch)) : 1
    let width = Double(outputs.count / laneCount)
    let labels = targets.labels.extracting(0..<(targets.labels.isEmpty ? 0 : examples))
    switch configuration.kind {
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy:
      var prediction = results.predictions.mutableSpan(lanes)
      var probability = results.probabilities.mutableSpan(lanes)
      kernels.softmaxCrossEntropy(
        withComplement: configuration.kind == .softmaxBinaryCrossEntropy, logits: outputs,
        labels: labels, scale: perExample, gradient: &gradient, loss: &loss,
        prediction: &prediction, probability: &probability)
      return
    case .nll:
      kernels.negativeLogLikelihood(
        outputs: outputs, labels: labels, scale: perExample, gradient: &gradient, loss: &loss)
    case .mse(let scale):
      let share = isMean ? scale / width : scale
      kernels.meanSquaredError(
        outputs: outputs, targets: targets.values, examples: examples, lossScale: Float(share),
        gradientScale: Float(2 * share / Double(isMean ? batch : 1)), gradient: &gradient,
        loss: &loss)
    case .binaryCrossEntropy:
      let share = isMean ? 1 / width : 1
      kernels.binaryCrossEntropy(
        outputs: outputs, targets: targets.values, examples: examples, lossScale: Float(share),
        gradientScale: Float(share / Double(isMean ? batch : 1)), gradient: &gradient, loss: &loss)
    }
    recordLargest(of: outputs, examples: examples, in: results, at: first)
  }

  /// The prediction of a network whose loss makes none: its first largest output, and the value;
  /// of a single output, whether it is above one half.
  private func recordLargest(
    of outputs: Span<Float>, examples: Int, in results: BatchResults, at first: Int
  ) {
    var prediction = results.predictions.mutableSpan(first..<first + laneCount)
    var value = results.probabilities.mutableSpan(first..<first + laneCount)
    let width = outputs.count / laneCount
    var firstOutput = results.firstOutputs.mutableSpan(first..<first + laneCount)
    for lane in 0..<examples {
      firstOutput[lane] = outputs[lane]
      guard width > 1 else {
        prediction[lane] = outputs[lane] > 0.5 ? 1 : 0
        value[lane] = outputs[lane]
        continue
      }
      var winner = 0
      for k in 1..<width
      where outputs[k * laneCount + lane] > outputs[winner * laneCount + lane] {
        winner = k
      }
      prediction[lane] = Int32(winner)
      value[lane] = outputs[winner * laneCount + lane]
    }
  }
}

/// What is to be learnt of one group: class labels, or values[K, 16].
struct GroupTargets: ~Escapable {
  let labels: Span<Int32>
  let values: Span<Float>

  @_lifetime(copy labels, copy values)
  init(labels: Span<Int32>, values: Span<Float>) {
    self.labels = labels
    self.values = values
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

  /// The predicted class, and its probability (or, for mse, its output).
  package func prediction(of example: Int) -> (winner: Int, value: Float) {
    (
      Int(predictions.span(example..<example + 1)[0]),
      probabilities.span(example..<example + 1)[0]
    )
  }

  /// The first output of a network that learns values.
  package func firstOutput(of example: Int) -> Float {
    firstOutputs.span(example..<example + 1)[0]
  }

  /// The predicted classes of the first `count` examples.
  @_lifetime(borrow self)
  package func predictedClasses(of count: Int) -> Span<Int32> { predictions.span(0..<count) }
}
