import Datasets
package import Experiments
package import Runs
package import Training

/// The trainings of one command. Every definition is resolved before the first training begins.
package struct TrainingBatch: Sendable {
  package let experiments: [ResolvedExperiment]
  package let store: RunStore
  /// How many trainings run at the same time.
  package let jobs: Int
  /// What each training may use.
  package let resources: ComputeResources
  /// Whether a finished run with the same key makes a training unnecessary.
  package let isNeeded: Bool
  /// Whether an unfinished run with the same key is resumed.
  package let isResuming: Bool
  /// The id of the only run. If nil, ids are made of the experiment's name and a number.
  package let name: String?

  package init(
    _ experiments: [ResolvedExperiment], in store: RunStore, jobs: Int,
    resources: ComputeResources, isNeeded: Bool, isResuming: Bool, name: String?
  ) {
    self.experiments = experiments
    self.store = store
    self.jobs = jobs
    self.resources = resources
    self.isNeeded = isNeeded
    self.isResuming = isResuming
    self.name = name
  }

  /// Returns the finished run that makes a training unnecessary, or nil.
  ///
  /// - Parameter key: the run key of the training, or nil if it is not known.
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package func finishedRun(key: String?) throws(RunError) -> Run? {
    guard isNeeded, let key else { return nil }
    return try store.finishedRun(key: key)
  }

  /// Returns the unfinished run to resume, or nil.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package func resumableRun(key: String?) throws(RunError) -> Run? {
    guard isResuming, let key else { return nil }
    return try store.unfinishedRun(key: key, id: name)
  }

  /// Returns an unfinished run with the same key that could be resumed, where the command did not
  /// ask for that.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package func passedOverRun(key: String?) throws(RunError) -> Run? {
    guard isNeeded, !isResuming, let key else { return nil }
    return try store.unfinishedRun(key: key)
  }

  /// The run key of each experiment. A key is nil where the data or the weights to start from cannot
  /// be read (starting the run reports why) and where neither finished nor unfinished runs are looked for.
  var keys: [String?] {
    guard isNeeded else { return experiments.map { _ in nil } }
    var digests: [DatasetConfiguration: String] = [:]
    return experiments.map { experiment in
      let examples = experiment.dataset.examples
      let digest = digests[examples] ?? (try? examples.dataSHA256())
      digests[examples] = digest
      return digest.flatMap { try? key(of: experiment, dataSHA256: $0) }
    }
  }

  /// The run key of an experiment.
  ///
  /// - Throws: a `RunError` where the weights that it starts from cannot be read.
  func key(
    of experiment: ResolvedExperiment, dataSHA256: String
  ) throws(RunError) -> String {
    let given = try store.givenWeights(of: experiment)
    return experiment.runKey(dataSHA256: dataSHA256, initialSHA256: given?.origin.sha256)
  }
}

/// The outcome of one run of a batch.
package enum BatchOutcome: Sendable {
  /// The batch was stopped before this run began.
  case notBegun
  /// A finished run with the same key exists.
  case notNeeded(id: String)
  /// The training could not begin.
  case refused(any Error)
  case trained(id: String, Result<TrainingOutcome, any Error>)

  /// The id of the run, or nil if there is none.
  package var id: String? {
    switch self {
    case .notNeeded(let id), .trained(let id, _): id
    case .notBegun, .refused: nil
    }
  }

  /// Whether a stop left something to train.
  package var isLeft: Bool {
    switch self {
    case .notBegun, .trained(_, .success(.stopped)): true
    default: false
    }
  }
}
