package import Experiments

/// What a comparison needs to know of a run.
package struct ComparedRun: Hashable, Sendable {
  /// One row of metrics.csv.
  package struct Epoch: Hashable, Sendable {
    package var epoch: Int
    package var step: Int
    package var metrics: [MetricName: Double]
    /// 16 hex digits.
    package var weightsDigest: String

    package init(
      epoch: Int, step: Int, metrics: [MetricName: Double], weightsDigest: String
    ) {
      self.epoch = epoch
      self.step = step
      self.metrics = metrics
      self.weightsDigest = weightsDigest
    }
  }

  package var id: String
  package var experiment: String
  /// The resolved definition.
  package var definition: JSONValue
  package var runKey: String
  package var host: String
  package var isFinished: Bool
  package var epochs: [Epoch]
  /// Fingerprint of the weights at step 0; nil where that checkpoint cannot be read.
  package var initialWeights: String?
  /// Fingerprint of predictions.csv; nil before the end.
  package var predictions: String?
  package var parameters: Int?
  package var seconds: Double?
  package var examplesPerSecond: Double?

  package init(
    id: String, experiment: String, definition: JSONValue, runKey: String, host: String,
    isFinished: Bool, epochs: [Epoch], initialWeights: String?, predictions: String?,
    parameters: Int?, seconds: Double?, examplesPerSecond: Double?
  ) {
    self.id = id
    self.experiment = experiment
    self.definition = definition
    self.runKey = runKey
    self.host = host
    self.isFinished = isFinished
    self.epochs = epochs
    self.initialWeights = initialWeights
    self.predictions = predictions
    self.parameters = parameters
    self.seconds = seconds
    self.examplesPerSecond = examplesPerSecond
  }

  /// The metric at the end of the last epoch.
  package func last(_ metric: MetricName) -> Double? {
    epochs.last?.metrics[metric]
  }

  /// The best value of a metric and the first epoch that reached it.
  package func best(_ metric: MetricName) -> (value: Double, epoch: Int)? {
    var best: (value: Double, epoch: Int)?
    for row in epochs {
      guard let value = row.metrics[metric], !value.isNaN else { continue }
      if best.map({ metric.isBetter(value, than: $0.value) }) ?? true {
        best = (value, row.epoch)
      }
    }
    return best
  }

  /// Whether the run's metrics.csv has a column for it.
  package func has(_ metric: MetricName) -> Bool {
    epochs.contains { $0.metrics[metric] != nil }
  }
}

extension MetricName {
  /// The metric that stands for a run where none is named.
  package static let preference: [MetricName] = [
    .validationAccuracy, .testAccuracy, .validationLoss, .testLoss, .trainLoss,
  ]
}
