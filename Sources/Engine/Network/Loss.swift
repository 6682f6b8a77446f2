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
    switch configuration.kind {
    case .softmaxCrossEntropy:
      var prediction = results.predictions.mutableSpan(lanes)
      var probability = results.probabilities.mutableSpan(lanes)
      kernels.softmaxCrossEntropy(
        logits: outputs, labels: targets.labels.extracting(0..<examples),
        scale: isMean ? Float(1 / Double(batch)) : 1, gradient: &gradient, loss: &loss,
        prediction: &prediction, probability: &probability)
    case .mse(let scale):
      let width = outputs.count / laneCount
      let share = isMean ? scale / Double(width) : scale
      kernels.meanSquaredError(
        outputs: outputs, targets: targets.values, examples: examples, lossScale: Float(share),
        gradientScale: Float(2 * share / Double(isMean ? batch : 1)), gradient: &gradient,
        loss: &loss)
      recordLargest(of: outputs, examples: examples, in: results, at: first)
    case .binaryCrossEntropy, .softmaxBinaryCrossEntropy, .nll:
      preconditionFailure("not yet")
    }
  }

  /// The prediction of a network without probabilities: its first largest output, and the value.
  private func recordLargest(
    of outputs: Span<Float>, examples: Int, in results: BatchResults, at first: Int
  ) {
    var prediction = results.predictions.mutableSpan(first..<first + laneCount)
    var value = results.probabilities.mutableSpan(first..<first + laneCount)
    for lane in 0..<examples {
      var winner = 0
      for k in 1..<max(outputs.count / laneCount, 1)
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

  init(examples: Int) {
    let lanes = examples.roundedUpToLanes
    losses = SharedMemory(count: lanes)
    predictions = SharedMemory(count: lanes)
    probabilities = SharedMemory(count: lanes)
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

  /// How many of the first labels are predicted.
  package func correct(among labels: Span<Int32>) -> Int {
    let predictions = predictions.span(0..<labels.count)
    var correct = 0
    for i in labels.indices where predictions[i] == labels[i] { correct += 1 }
    return correct
  }
}
