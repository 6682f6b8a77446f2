import Datasets
import Engine
package import Experiments
package import Training

/// How an epoch becomes a row of metrics.csv.
package struct MetricsColumns: Hashable, Sendable {
  package let hasAccuracy: Bool
  package let hasValidation: Bool

  /// The columns follow from the definition, so that the header is fixed when the run starts.
  package init(_ experiment: ResolvedExperiment) {
    hasAccuracy = experiment.isClassification
    hasValidation = experiment.dataset.validation != nil
  }

  /// The header's names, in order.
  package var names: [String] {
    let parts = ["train"] + (hasValidation ? ["validation"] : []) + ["test"]
    return ["epoch", "step", "learning_rate"]
      + parts.flatMap { part in
        hasAccuracy ? ["\(part)_loss", "\(part)_accuracy"] : ["\(part)_loss"]
      } + ["weights_digest"]
  }

  /// The row's cells: numbers in shortest form that reads back the same, 16 digits of the
  /// weights' SHA-256.
  package func cells(_ result: EpochResult) -> [String] {
    precondition(hasValidation == (result.validation != nil), "the header is fixed")
    let parts = [result.train] + (result.validation.map { [$0] } ?? []) + [result.test]
    var cells = [String(result.epoch), String(result.step), shortestText(result.learningRate)]
    for part in parts {
      precondition(hasAccuracy == (part.accuracy != nil), "the header is fixed")
      cells.append(shortestText(part.loss))
      if let accuracy = part.accuracy { cells.append(shortestText(accuracy)) }
    }
    return cells + [String(result.weightsSHA256.prefix(16))]
  }
}
