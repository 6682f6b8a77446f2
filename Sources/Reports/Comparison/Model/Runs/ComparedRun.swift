import Experiments
package import JSON
package import Runs

/// What a comparison needs to know of a run.
package struct ComparedRun: Hashable, Sendable {
  package var id: String
  package var experiment: String
  /// The resolved definition; nil for an imported run.
  package var definition: JSONValue?
  package var runKey: String
  /// The sweep it belongs to.
  package var sweep: String?
  package var host: String
  package var isFinished: Bool
  /// Whether its training came to numbers that are none.
  package var hasDiverged = false
  package var metrics: MetricsTable
  /// Fingerprint of the weights at step 0; nil where that checkpoint cannot be read.
  package var initialWeights: String?
  /// nil before the end.
  package var predictions: PredictionsTable?
  package var parameters: Int?
  package var seconds: Double?
  package var examplesPerSecond: Double?
  /// Of its data files; nil where nothing is known of them.
  package var dataSHA256: String?
  package var tags: [String]
  /// The runs it is forked from, the nearest first.
  package var ancestors: [Ancestor]
  /// The run that the last of them is forked from, where that is not there any more.
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

  /// Whether bench did not train it.
  var isImported: Bool { definition == nil }

  /// Whether an epoch of it has ended.
  var hasEpochs: Bool { metrics.count > 0 }

  /// The fingerprint of the last epoch's weights.
  var lastDigest: String? { metrics.weightsDigests.last }
}

extension [ComparedRun] {
  /// That some have not come to the end of their training.
  var notesOfEnds: [String] {
    func note(_ runs: [ComparedRun], _ words: String) -> [String] {
      runs.isEmpty ? [] : ["\(runs.map(\.id).listed): \(words)"]
    }
    let diverged = filter(\.hasDiverged)
    let others = filter { !$0.isFinished && !$0.hasDiverged }
    return note(diverged.filter(\.hasEpochs), "diverged; last is of the epoch before")
      + note(diverged.filter { !$0.hasEpochs }, "diverged before an epoch ended: no values")
      + note(others.filter(\.hasEpochs), "not finished; last is so far")
      + note(others.filter { !$0.hasEpochs }, "no epoch has ended: no values")
  }
}

extension [ComparedRun] {
  /// That imported runs have the metrics of one before them, down to the last digit.
  var notesOfImports: [String] {
    var seen: [String: String] = [:]
    var same: [String] = []
    for run in self where run.isImported {
      if let earlier = seen[run.runKey] {
        same.append("\(run.id): same metrics as \(earlier)")
      } else {
        seen[run.runKey] = run.id
      }
    }
    return same.isEmpty ? [] : ["\(same.listed): imported twice?"]
  }
}

/// The metric that stands for runs which have these columns, where none is asked for.
func preferredMetric(among names: [String]) -> String? {
  MetricName.preferred(among: names.compactMap(MetricName.init(rawValue:)))?.rawValue
}
