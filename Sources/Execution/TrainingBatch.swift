import Datasets
package import Engine
package import Experiments
package import Runs
package import Training

/// The trainings that one command asks for, every definition resolved before the first begins.
package struct TrainingBatch: Sendable {
  package let experiments: [ResolvedExperiment]
  package let store: RunStore
  /// How many are trained at once.
  package let jobs: Int
  /// Of each.
  package let threads: Int
  package let kernels: Kernels
  /// Whether a finished run of the same key is as good.
  package let isNeeded: Bool
  /// Whether an unfinished run of the same key is gone on with.
  package let isResuming: Bool
  /// The id of the only run; nil: its experiment's name and a number.
  package let name: String?

  package init(
    _ experiments: [ResolvedExperiment], in store: RunStore, jobs: Int, threads: Int,
    kernels: Kernels, isNeeded: Bool, isResuming: Bool, name: String?
  ) {
    self.experiments = experiments
    self.store = store
    self.jobs = jobs
    self.threads = threads
    self.kernels = kernels
    self.isNeeded = isNeeded
    self.isResuming = isResuming
    self.name = name
  }

  /// The finished run of the same key that is as good; nil where none is.
  ///
  /// - Parameter key: what the run would have; nil: not known.
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package func finishedRun(key: String?) throws(RunError) -> Run? {
    guard isNeeded, let key else { return nil }
    return try store.finishedRun(key: key)
  }

  /// The run of the same key that can be gone on with; nil where none is to be.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package func resumableRun(key: String?) throws(RunError) -> Run? {
    guard isResuming, let key else { return nil }
    return try store.unfinishedRun(key: key, id: name)
  }

  /// A run of the same key that was begun and is not gone on with, though it could be.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package func passedOverRun(key: String?) throws(RunError) -> Run? {
    guard isNeeded, !isResuming, let key else { return nil }
    return try store.unfinishedRun(key: key)
  }

  /// The run key of each; nil where its data cannot be read, which its beginning will tell, and
  /// where no key matters.
  var keys: [String?] {
    guard isNeeded else { return experiments.map { _ in nil } }
    var digests: [DatasetConfiguration: String] = [:]
    return experiments.map { experiment in
      let examples = experiment.dataset.examples
      let digest = digests[examples] ?? (try? examples.dataSHA256())
      digests[examples] = digest
      return digest.map { RunKey.key(definition: experiment.definition, dataSHA256: $0) }
    }
  }
}

/// How one run of several ended.
package enum BatchOutcome: Sendable {
  /// A signal came before.
  case notBegun
  /// There was no training to begin: an equal run is finished.
  case notNeeded(id: String)
  /// It could not begin.
  case refused(any Error)
  case trained(id: String, Result<TrainingOutcome, any Error>)

  /// The run's; nil where there is none.
  package var id: String? {
    switch self {
    case .notNeeded(let id), .trained(let id, _): id
    case .notBegun, .refused: nil
    }
  }

  /// Whether a signal left something to do.
  package var isLeft: Bool {
    switch self {
    case .notBegun, .trained(_, .success(.stopped)): true
    default: false
    }
  }
}
