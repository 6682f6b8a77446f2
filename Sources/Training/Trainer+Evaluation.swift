package import Datasets

/// What the weights say of one part of the data.
package struct PartEvaluation: Hashable, Sendable {
  package let metrics: PartMetrics
  /// One an example, in the part's order.
  package let predictions: [Prediction]
}

extension Trainer {
  /// Runs examples through the network as it is, without learning; nil if stopped.
  ///
  /// - Parameter examples: of the experiment's own shape and classes.
  package func evaluate(
    _ examples: ExampleSet, isStopped: () -> Bool = { false }
  ) -> PartEvaluation? {
    let evaluation = evaluation(of: OrderedExamples(examples, kernels: kernels))
    guard let sums = evaluation.sums(isStopped: isStopped) else { return nil }
    return PartEvaluation(metrics: metrics(sums), predictions: evaluation.predictions())
  }
}
