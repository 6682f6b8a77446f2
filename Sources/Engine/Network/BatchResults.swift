/// What a batch's pass found for each example, in the batch's order.
package final class BatchResults: Sendable {
  let losses: SharedMemory<Float>
  let predictions: SharedMemory<Int32>
  let probabilities: SharedMemory<Float>
  /// Not of the softmax losses.
  let firstOutputs: SharedMemory<Float>
  /// a[G, F, 16] of the network's last layer; empty unless it is kept.
  let outputs: SharedMemory<Float>

  /// - Parameters:
  ///   - examples: the most of a batch.
  ///   - outputs: how many of each example to keep.
  init(examples: Int, outputs: Int = 0) {
    let lanes = examples.roundedUpToLanes
    self.outputs = SharedMemory(count: lanes * outputs)
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

  /// The predicted class, and its probability (or, for losses of values, its output); NaN where the network gave
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

  /// Whether every output of a batch is kept.
  package var keepsOutputs: Bool { outputs.count > 0 }

  /// Keeps the outputs of some groups of a batch, y[G, F, 16], if outputs are kept.
  func keep(_ outputs: Span<Float>, of groups: Range<Int>) {
    guard keepsOutputs else { return }
    let lanes = outputs.count / groups.count
    var kept = self.outputs.mutableSpan(of: groups, each: lanes)
    for i in outputs.indices { kept[i] = outputs[i] }
  }

  /// Reads the outputs of one example of the last batch of a network with `keepsOutputs`, in the order
  /// of the classes or values.
  ///
  /// - Parameter values: F of them are overwritten.
  package func readOutputs(of example: Int, into values: inout [Float]) {
    let width = values.count
    let group = outputs.span(
      of: example / laneCount..<example / laneCount + 1, each: width * laneCount)
    for k in values.indices { values[k] = group[k * laneCount + example % laneCount] }
  }
}
