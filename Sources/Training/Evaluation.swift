import Datasets
import Engine

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

  /// Returns the sums over all examples; nil if stopped.
  func sums(isStopped: () -> Bool) -> EpochSums? {
    var sums = EpochSums()
    let isComplete = forEachBatch(isStopped: isStopped) { range in
      units.addLosses(of: range.count, in: network.results, to: &sums.loss)
      sums.correct += source.correct(range, in: network.results)
      sums.examples += range.count
    }
    return isComplete ? sums : nil
  }

  /// Returns a prediction for each example.
  func predictions() -> [Prediction] {
    var predictions: [Prediction] = []
    predictions.reserveCapacity(source.count)
    _ = forEachBatch(isStopped: { false }) { range in
      for (i, example) in range.enumerated() {
        let (winner, value) = network.results.prediction(of: i)
        predictions.append(
          prediction(
            of: example, winner: winner, value: value,
            firstOutput: network.results.firstOutput(of: i)))
      }
    }
    return predictions
  }

  /// If several values are learnt, the prediction is the first one.
  private func prediction(
    of example: Int, winner: Int, value: Float, firstOutput: Float
  ) -> Prediction {
    let examples = source.examples
    return switch examples.targets {
    case .classes(let classes):
      Prediction(
        index: examples.indices[example], label: Double(classes[example]),
        prediction: Double(winner),
        probability: hasSingleOutput && winner == 0 ? 1 - value : value)
    case .values(let targets, let width):
      Prediction(
        index: examples.indices[example],
        label: Double((examples.fileValues ?? targets)[example * width]),
        prediction: units.value(of: firstOutput), probability: nil)
    }
  }
}
