import Datasets
import Engine
import Experiments

/// Runs examples through a network in their own order, without learning.
///
/// Losses are added one by one in that order, so the batches it uses cannot matter.
struct Evaluation {
  private static let batchSize = 1024

  let network: Network
  let source: OrderedExamples
  /// Whether a single output gives the probability of the second of two classes.
  let hasSingleOutput: Bool
  let units: TargetUnits
  /// The metrics beside loss and accuracy.
  let further: [MetricQuantity]
  /// The outputs of an example.
  let outputs: Int

  /// Calls `body` with each batch after the network has seen it; returns false if stopped before
  /// the end.
  func forEachBatch(isStopped: () -> Bool, _ body: (Range<Int>) -> Void) -> Bool {
    for start in stride(from: 0, to: source.count, by: Self.batchSize) {
      if isStopped() { return false }
      let range = start..<min(start + Self.batchSize, source.count)
      network.evaluate(source, range)
      body(range)
    }
    return true
  }

  /// Returns the sums over all examples and the further metrics; nil if stopped.
  func results(
    isStopped: () -> Bool
  ) -> (sums: EpochSums, further: [MetricQuantity: Double])? {
    var sums = EpochSums()
    var further = FurtherMetrics(
      further, of: source.examples, outputs: outputs, units: units)
    let isComplete = forEachBatch(isStopped: isStopped) { range in
      units.addLosses(of: range, in: source, network.results, to: &sums.loss)
      sums.correct += source.correct(range, in: network.results)
      sums.examples += range.count
      further.add(range, of: source, in: network.results)
    }
    return isComplete ? (sums, further.values) : nil
  }

  /// Returns a prediction for each example.
  func predictions() -> [Prediction] {
    var predictions: [Prediction] = []
    predictions.reserveCapacity(source.count)
    _ = forEachBatch(isStopped: { false }) { range in
      for (i, example) in range.enumerated() {
        let (winner, value) = network.results.prediction(of: i)
        predictions.append(
          prediction(of: example, at: i, winner: winner, value: value))
      }
    }
    return predictions
  }

  /// If several values are learnt, the prediction is the first one. Further ones follow it if
  /// further metrics are measured, or values are standardised.
  private func prediction(
    of example: Int, at position: Int, winner: Int, value: Float
  ) -> Prediction {
    let examples = source.examples
    switch examples.targets {
    case .classes(let classes):
      return Prediction(
        index: examples.indices[example], label: Double(classes[example]),
        prediction: Double(winner),
        probability: hasSingleOutput && winner == 0 ? 1 - value : value)
    case .values(let targets, let width):
      let labels = examples.fileValues ?? targets
      let isWhole = width > 1 && network.results.keepsOutputs
      var outputs = [Float](repeating: 0, count: isWhole ? width : 0)
      if isWhole { network.results.readOutputs(of: position, into: &outputs) }
      return Prediction(
        index: examples.indices[example],
        label: Double(labels[example * width]),
        prediction: units.value(0, of: network.results.firstOutput(of: position)),
        probability: nil,
        further: outputs.indices.dropFirst().map {
          TargetPrediction(
            label: Double(labels[example * width + $0]),
            prediction: units.value($0, of: outputs[$0]))
        })
    }
  }
}
