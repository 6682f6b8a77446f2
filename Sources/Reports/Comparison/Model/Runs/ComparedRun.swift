import Experiments
package import JSON
package import Runs

/// The values of a run that a comparison uses.
package struct ComparedRun: Hashable, Sendable {
  package var id: String
  package var experiment: String
  /// The resolved definition; nil for an imported run.
  package var definition: JSONValue?
  package var runKey: String
  /// The sweep that the run belongs to.
  package var sweep: String?
  package var host: String
  package var isFinished: Bool
  /// Whether training ended with NaN or infinity.
  package var hasDiverged = false
  package var metrics: MetricsTable
  /// The fingerprint of the weights at step 0; nil if that checkpoint cannot be read.
  package var initialWeights: String?
  /// nil if the run is not finished.
  package var predictions: PredictionsTable?
  package var parameters: Int?
  package var seconds: Double?
  package var examplesPerSecond: Double?
  /// The digest of the data files; nil if it is not known.
  package var dataSHA256: String?
  package var tags: [String]
  /// The runs that this one is forked from, the nearest first.
  package var ancestors: [Ancestor]
  /// The run that the last ancestor is forked from, if that run does not exist any more.
  package var missingAncestor: String?

  package init(
    id: String, experiment: String, definition: JSONValue?, runKey: String, sweep: String? = nil,
    host: String,
    isFinished: Bool, metrics: MetricsTable, initialWeights: String? = nil,
    predictions: PredictionsTable? = nil, parameters: Int? = nil, seconds: Double? = nil,
    examplesPerSecond: Double? = nil, dataSHA256: String? = nil, tags: [String] = [],
    ancestors: [Ancestor] = []
  ) {
    self.id = id
    self.experiment = experiment
    self.definition = definition
    self.runKey = runKey
    self.sweep = sweep
    self.host = host
    self.isFinished = isFinished
    self.metrics = metrics
    self.initialWeights = initialWeights
    self.predictions = predictions
    self.parameters = parameters
    self.seconds = seconds
    self.examplesPerSecond = examplesPerSecond
    self.dataSHA256 = dataSHA256
    self.tags = tags
    self.ancestors = ancestors
  }

  /// Whether another program trained the run.
  var isImported: Bool { definition == nil }

  /// Whether an epoch has ended.
  var hasEpochs: Bool { metrics.count > 0 }

  /// The fingerprint of the weights after the last epoch.
  var lastDigest: String? { metrics.weightsDigests.last }
}

/// Returns the metric to compare runs by if none is asked for; nil if none of the names is bench's.
func preferredMetric(among names: [String]) -> String? {
  MetricName.preferred(among: names.compactMap(MetricName.init(rawValue:)))?.rawValue
}
