import Engine
package import Experiments
import Tables
package import Training

/// The columns of metrics.csv, and the conversion of an epoch to a row.
package struct MetricsColumns: Hashable, Sendable {
  package let hasAccuracy: Bool
  package let hasValidation: Bool

  /// The columns follow from the definition, so that the header is fixed when the run starts.
  package init(_ experiment: ResolvedExperiment) { self.init(experiment.outline) }

  package init(_ outline: TrainingOutline) {
    hasAccuracy = outline.isClassification
    hasValidation = outline.hasValidation
  }

  /// The header's names, in order.
  package var names: [String] {
    let parts = ["train"] + (hasValidation ? ["validation"] : []) + ["test"]
    return ["epoch", "step", "learning_rate"]
      + parts.flatMap { part in
        hasAccuracy ? ["\(part)_loss", "\(part)_accuracy"] : ["\(part)_loss"]
      } + ["weights_digest"]
  }

  func row(_ result: EpochResult) -> MetricsRow {
    precondition(hasValidation == (result.validation != nil), "the header is fixed")
    var row = MetricsRow(result)
    append(result.train, to: &row)
    if let validation = result.validation { append(validation, to: &row) }
    append(result.test, to: &row)
    return row
  }

  private func append(_ part: PartMetrics, to row: inout MetricsRow) {
    precondition(hasAccuracy == (part.accuracy != nil), "the header is fixed")
    row.metrics.append(part.loss)
    if let accuracy = part.accuracy { row.metrics.append(accuracy) }
  }

  /// Returns the cells of the row as they are written.
  package func cells(_ result: EpochResult) -> [String] { row(result).text.cells }
}

/// An epoch's row of metrics.csv.
struct MetricsRow {
  let epoch: Int
  let step: Int
  /// The shortest text that reads back as the same float32; as a float64 it reads as another one.
  let learningRate: String
  /// The metrics in the order of the columns.
  var metrics: [Double] = []
  /// The first 16 digits of the weights' SHA-256.
  let weightsDigest: String

  init(_ result: EpochResult) {
    epoch = result.epoch
    step = result.step
    learningRate = shortestText(result.learningRate)
    metrics.reserveCapacity(6)
    weightsDigest = String(Substring(result.weightsSHA256.utf8.prefix(16)))
  }

  /// Numbers in the shortest form that reads back the same.
  var text: CSVRow {
    var row = CSVRow()
    row.append(epoch)
    row.append(step)
    row.append(learningRate)
    for metric in metrics { row.append(metric) }
    row.append(weightsDigest)
    return row
  }
}
