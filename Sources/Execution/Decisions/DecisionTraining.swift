import Datasets
package import Engine
package import Experiments
package import Runs
import Training

/// The two runs of one pair of a decision, both ended.
package struct TrainedPair: Sendable {
  package let seed: Int
  package let base: Run
  package let other: Run
}

/// A training of a decision: which pair it belongs to and on which side.
package struct DecisionTrial: Sendable {
  package let experiment: ResolvedExperiment
  /// Counted from 0.
  package let pair: Int
  package let isBase: Bool
}

/// Trains the pairs of a decision, one after the other, until no more are needed.
///
/// A run of the same key that has ended is used as it is, an interrupted one is resumed. With more
/// than two jobs, further pairs are trained at the same time, of which some may not be needed.
package struct DecisionTraining: Sendable {
  package enum Outcome: Sendable {
    /// No more pairs are needed.
    case decided
    /// The listener asked to stop, or a training failed.
    case stopped([BatchOutcome])
  }

  private let plan: DecisionPlan
  private let store: RunStore
  private let jobs: Int
  private let resources: ComputeResources
  /// Resolves the base, if the first value is true, or the other setting with a seed.
  private let resolve: @Sendable (Bool, Int) throws -> ResolvedExperiment
  private let ended: EndedRuns

  /// - Throws: a `RunError` if `runs/` cannot be read.
  package init(
    _ plan: DecisionPlan, in store: RunStore, jobs: Int, resources: ComputeResources,
    resolving resolve:
      @escaping @Sendable (_ isBase: Bool, _ seed: Int) throws ->
      ResolvedExperiment
  ) throws(RunError) {
    self.plan = plan
    self.store = store
    self.jobs = jobs
    self.resources = resources
    self.resolve = resolve
    ended = try store.endedRuns()
  }

  /// How many pairs are trained at the same time.
  package var pairsAtOnce: Int { (jobs + 1) / 2 }

  /// Trains pairs until `needsMore` returns false.
  ///
  /// - Parameters:
  ///   - pool: each of its threads trains one run at a time.
  ///   - listener: returns the listener of the trainings that begin together.
  ///   - needsMore: called after each pair, in order. Returns whether to train another pair.
  /// - Throws: what `resolve` and `needsMore` throw, a `DatasetError` if the data cannot be read, and
  ///   a `RunError` if a run cannot be read or has other data than those of the plan.
  package func perform(
    on pool: WorkerPool, by provenance: @escaping @Sendable () -> Provenance,
    listener: (TrainingBatch, [DecisionTrial]) -> any BatchListener,
    needsMore: (TrainedPair) throws -> Bool
  ) throws -> Outcome {
    var digests = DataDigests()
    var datasets: SharedDatasets?
    var next = 0
    while next < plan.pairs {
      let pairs = next..<min(plan.pairs, next + pairsAtOnce)
      let trials = try pairs.flatMap { try makeTrials(ofPair: $0) }
      var runs = try trials.map { trial in
        try ended.run(key: try key(of: trial.experiment, &digests), in: store)
      }
      let missing = trials.indices.filter { runs[$0] == nil }
      if !missing.isEmpty {
        let chosen = missing.map { trials[$0] }
        let batch = makeBatch(of: chosen)
        let shared = datasets ?? SharedDatasets(chosen.map(\.experiment.dataset), isLasting: true)
        let training = BatchTraining(
          batch, sharing: shared, by: provenance, telling: listener(batch, chosen))
        let ends = training.perform(on: pool)
        datasets = training.datasets
        guard ends.allSatisfy(\.hasEnded) else { return .stopped(ends) }
        for (index, end) in zip(missing, ends) {
          runs[index] = try end.id.map { (id) throws(RunError) in try store.run(id) }
        }
      }
      for (offset, pair) in pairs.enumerated() {
        guard let base = runs[2 * offset], let other = runs[2 * offset + 1] else {
          preconditionFailure("every run has ended")
        }
        try check(base, plan.demand.base)
        try check(other, plan.demand.other)
        let trained = TrainedPair(seed: plan.seed(ofPair: pair), base: base, other: other)
        guard try needsMore(trained) else { return .decided }
      }
      next = pairs.upperBound
    }
    return .decided
  }

  private func makeTrials(ofPair pair: Int) throws -> [DecisionTrial] {
    try [true, false].map { isBase in
      DecisionTrial(
        experiment: try resolve(isBase, plan.seed(ofPair: pair)), pair: pair, isBase: isBase)
    }
  }

  private func makeBatch(of trials: [DecisionTrial]) -> TrainingBatch {
    TrainingBatch(
      trials.map(\.experiment), in: store, jobs: jobs, resources: resources, isNeeded: true,
      isResuming: true, name: nil)
  }

  private func key(
    of experiment: ResolvedExperiment, _ digests: inout DataDigests
  ) throws -> String {
    let given = try store.givenWeights(of: experiment)
    return experiment.runKey(
      dataSHA256: try digests.digest(of: experiment.dataset), initialSHA256: given?.origin.sha256)
  }

  /// Refuses a run of other data: two pairs would not measure the same.
  private func check(_ run: Run, _ side: DecisionPlan.Side) throws {
    guard try side.includes(run) else {
      throw RunError(
        .data, "\(run.id) was trained on other data than those of the plan \(plan.id)",
        advice: ["put the data back as they were, or begin anew: the same command plans again"])
    }
  }
}

extension BatchOutcome {
  /// Whether there is a run now that has finished or diverged.
  fileprivate var hasEnded: Bool {
    switch self {
    case .notNeeded: true
    case .trained(_, .success(let outcome)):
      if case .stopped = outcome { false } else { true }
    case .notBegun, .refused, .trained: false
    }
  }
}

/// The digests of data files, each found once.
struct DataDigests {
  private var known: [DatasetConfiguration: String] = [:]

  mutating func digest(of dataset: DatasetConfiguration) throws(DatasetError) -> String {
    let examples = dataset.examples
    if let digest = known[examples] { return digest }
    let digest = try examples.dataSHA256()
    known[examples] = digest
    return digest
  }
}
