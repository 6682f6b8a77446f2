package import Experiments
import Tables
package import Training

/// The columns of metrics.csv, and the conversion of an epoch to a row.
package struct MetricsColumns: Hashable, Sendable {
  package let schema: MetricsSchema
  package let hasAccuracy: Bool
  private let metrics: [MetricName]

  /// The columns follow from the definition, so that the header is fixed when the run starts.
  package init(_ experiment: ResolvedExperiment) { self.init(experiment.outline) }

  package init(_ outline: TrainingOutline) {
    hasAccuracy = outline.isClassification
    metrics = MetricName.available(
      isClassification: outline.isClassification, hasValidation: outline.hasValidation,
      further: outline.training.metrics)
    schema = MetricsSchema(
      [.epoch, .step, .learningRate] + metrics.map { .metric($0.rawValue) } + [.weightsDigest])
  }

  /// The header's names, in order.
  package var names: [String] { schema.names }

  func row(_ result: EpochResult) -> MetricsRow {
    MetricsRow(
      result,
      metrics: metrics.map { metric in
        guard let value = result.value(of: metric) else {
          preconditionFailure("the header is fixed")
        }
        return value
      })
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
  let metrics: [Double]
  /// The first 16 digits of the weights' SHA-256.
  let weightsDigest: String

  init(_ result: EpochResult, metrics: [Double]) {
    epoch = result.epoch
    step = result.step
    learningRate = shortestText(result.learningRate)
    self.metrics = metrics
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
