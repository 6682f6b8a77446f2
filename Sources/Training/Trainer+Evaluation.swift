package import Datasets
import Engine

/// The network's results on one part of the data.
package struct PartEvaluation: Hashable, Sendable {
  package let metrics: PartMetrics
  /// One an example, in the part's order.
  package let predictions: [Prediction]
}

extension Trainer {
  /// Runs examples through the network without learning; returns nil if stopped.
  ///
  /// - Parameter examples: examples with the experiment's shape and classes.
  package func evaluate(
    _ examples: ExampleSet, isStopped: () -> Bool = { false }
  ) -> PartEvaluation? {
    let evaluation = evaluation(of: OrderedExamples(examples, kernels: kernels))
    return network.withAverages {
      guard let found = evaluation.results(isStopped: isStopped) else { return nil }
      return PartEvaluation(
        metrics: metrics(found.sums, further: found.further),
        predictions: evaluation.predictions())
    }
  }
}
