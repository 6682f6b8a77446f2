package import Datasets
package import Engine
package import Experiments
import Files
import Synchronization
import Training

/// A run to be trained again, segment by segment. Nothing in its folder is changed but, at the end,
/// what run.json says of it.
package struct RunVerification: Sendable {
  /// What happens meanwhile; told by any thread.
  package enum Event: Sendable {
    case trainedStep
    /// The segment of this index in the plan.
    case proved(Int, SegmentProof)
  }

  package let run: Run
  package let experiment: ResolvedExperiment
  package let files: FileCheck
  package let plan: VerificationPlan
  /// Whether all there is of the run is trained again.
  private let isWhole: Bool

  /// Checks the files and says what is to be trained.
  ///
  /// - Parameters:
  ///   - dataSHA256: of the data files as they are now.
  ///   - from: the checkpoint to start at; nil: the first weights.
  ///   - to: the checkpoint to end at; nil: the end.
  /// - Throws: a `RunError` where nothing can be trained again: held, imported, other data, another
  ///   definition or numerics version, no checkpoint of a step asked for.
  package init(
    _ run: Run, dataSHA256: String, from: Int? = nil, to: Int? = nil
  ) throws(RunError) {
    let experiment = try run.experiment()
    self.experiment = experiment
    files = try run.checkFiles(of: experiment)
    // Nobody held it a moment ago: this is what was checked.
    self.run = try Run(
      id: run.id, folder: run.folder, workspace: run.workspace,
      savesInBackground: run.savesInBackground)
    try self.run.checkIdentity(dataSHA256: dataSHA256)
    isWhole = from == nil && to == nil
    let range = try files.range(from: from, to: to, of: run.id)
    plan = VerificationPlan(
      checkpoints: files.checkpoints, end: files.end, drawsWeights: run.record.parent == nil,
      range: range)
    guard !plan.segments.isEmpty || !files.findings.isEmpty else {
      throw RunError(.failed, "\(run.id) has no checkpoint after its first: nothing to train again")
    }
  }

  /// Trains every segment again.
  ///
  /// - Parameters:
  ///   - jobs: segments at once.
  ///   - threads: for each of them.
  ///   - isStopped: asked before every step.
  /// - Returns: a proof for each segment, in the plan's order; nil if stopped.
  /// - Throws: what kept a segment from being trained.
  package func perform(
    dataset: LoadedDataset, kernels: Kernels, jobs: Int, threads: Int,
    isStopped: @Sendable () -> Bool, listen: @Sendable (Event) -> Void
  ) throws -> [SegmentProof]? {
    let progress = Mutex(Progress(waiting: plan.longestFirst.reversed()))
    let pool = WorkerPool(threads: jobs)
    pool.run(on: pool.threads) { _ in
      while !isStopped(), let index = progress.withLock({ $0.next() }) {
        let result = Result {
          try prove(
            plan.segments[index], dataset: dataset, kernels: kernels, threads: threads,
            isStopped: { isStopped() || progress.withLock { $0.failure != nil } }, listen: listen)
        }
        progress.withLock { $0.take(result, of: index) }
        if case .success(let proof?) = result { listen(.proved(index, proof)) }
      }
    }
    return try progress.withLock { progress in
      if let failure = progress.failure { throw failure }
      let proofs = plan.segments.indices.compactMap { progress.proofs[$0] }
      return proofs.count == plan.segments.count ? proofs : nil
    }
  }

  /// Writes what came of it into run.json: `verified`. That a part of a run is the same is not
  /// written, since it says nothing of the rest.
  ///
  /// - Throws: a `RunError` where the file cannot be replaced, or a process trains the run by now.
  package func record(
    _ proofs: [SegmentProof], benchVersion: String, isa: String
  ) throws(RunError) {
    let isSame = proofs.allSatisfy(\.isSame)
    let holds = isSame && files.findings.isEmpty
    guard isWhole || !holds, let first = proofs.first, let last = proofs.last else { return }
    let verified = RecordedVerification(
      at: .now(), holds: holds, isSame: isSame == holds ? nil : isSame,
      fromStep: first.segment.firstStep,
      toStep: last.segment.end.step, segments: proofs.count, benchVersion: benchVersion,
      host: LockHolder.current().host, isa: isa)
    try run.change { $0.verified = verified }
  }

  /// Trains one segment and compares it; nil if stopped.
  private func prove(
    _ segment: VerificationSegment, dataset: LoadedDataset, kernels: Kernels, threads: Int,
    isStopped: () -> Bool, listen: (Event) -> Void
  ) throws -> SegmentProof? {
    let clock = ContinuousClock()
    let start = clock.now
    let state = try segment.start.map { try run.checkpoint(step: $0.step, of: experiment).state }
    let trainer = try Trainer(
      experiment, dataset: dataset, threads: threads, kernels: kernels, resuming: state)
    var training = SegmentTraining(
      segment, columns: MetricsColumns(experiment), steps: try steps(of: segment))
    try training.run(trainer, isStopped: isStopped) { listen(.trainedStep) }
    if isStopped() { return nil }
    var recorded: [Int: TrainingState] = [:]
    for step in segment.checkpoints {
      recorded[step] = try run.checkpoint(step: step, of: experiment).state
    }
    let comparison = SegmentComparison(
      segment: segment, training: training, record: run.record, files: files,
      experiment: experiment, recorded: recorded)
    return SegmentProof(
      segment: segment, differences: comparison.differences,
      seconds: start.duration(to: clock.now) / .seconds(1))
  }
}

extension RunVerification {
  /// What compares the segment's rows of steps.csv; nil where the definition asks for none.
  private func steps(of segment: VerificationSegment) throws(RunError) -> StepsComparison? {
    guard let every = experiment.training.logEverySteps else { return nil }
    let rows =
      StepsRow.count(
        steps: segment.firstStep, every: every)..<StepsRow.count(
        steps: segment.end.step, every: every)
    let isThere = try run.folder.status(of: Run.stepsFile) != nil
    let file = isThere ? try run.folder.open(Run.stepsFile, for: .reading) : nil
    return try StepsComparison(file, rows: rows, every: every)
  }
}

extension FileCheck {
  /// The steps between two usable checkpoints; nil where neither is named.
  fileprivate func range(
    from: Int?, to: Int?, of id: String
  ) throws(RunError) -> ClosedRange<Int>? {
    if from == nil && to == nil { return nil }
    let steps = checkpoints.map(\.step)
    for case let step? in [from, to] where !steps.contains(step) {
      let names = steps.map(String.init).joined(separator: ", ")
      throw RunError(
        .usage, "\(id) has no usable checkpoint of step \(step)",
        advice: [steps.isEmpty ? "it has none" : "it has those of step \(names)"])
    }
    let (first, last) = (from ?? 0, to ?? .max)
    guard first < last else {
      throw RunError(
        .usage, "nothing lies between step \(first), to start at, and step \(last), to end at")
    }
    return first...last
  }
}

/// Which segments are left, and what came of the others.
private struct Progress {
  /// The next one last.
  var waiting: [Int]
  var proofs: [Int: SegmentProof] = [:]
  var failure: (any Error)?

  mutating func next() -> Int? { failure == nil ? waiting.popLast() : nil }

  mutating func take(_ result: Result<SegmentProof?, any Error>, of index: Int) {
    switch result {
    case .success(let proof): proofs[index] = proof
    case .failure(let error): failure = failure ?? error
    }
  }
}
