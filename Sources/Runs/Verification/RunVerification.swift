package import Datasets
package import Engine
package import Experiments
import Files
import Training

/// A run to be trained again, segment by segment. Nothing in its folder is changed, except for the
/// result in run.json at the end.
package struct RunVerification: Sendable {
  /// The progress of a verification. Any thread may report it.
  package enum Event: Sendable {
    case trainedStep
    /// The segment of this index in the plan.
    case proved(Int, SegmentProof)
  }

  package let run: Run
  package let experiment: ResolvedExperiment
  package let files: FileCheck
  package let plan: VerificationPlan
  /// Whether the whole run is verified.
  private let isWhole: Bool

  /// Checks the files and plans the segments.
  ///
  /// - Parameters:
  ///   - dataSHA256: the digest of the current data files.
  ///   - from: the checkpoint to start at; nil for the first weights.
  ///   - to: the checkpoint to end at; nil for the end.
  /// - Throws: a `RunError` if nothing can be trained: the run is held or imported, the data, the
  ///   definition or the numerics version differ, or there is no checkpoint of a requested step.
  package init(
    _ run: Run, dataSHA256: String, from: Int? = nil, to: Int? = nil
  ) throws(RunError) {
    let experiment = try run.experiment()
    self.experiment = experiment
    files = try run.checkFiles(of: experiment)
    // No process held the run a moment ago, so this is the checked state.
    self.run = try Run(
      id: run.id, folder: run.folder, workspace: run.workspace,
      savesInBackground: run.savesInBackground)
    try self.run.checkIdentity(dataSHA256: dataSHA256)
    isWhole = from == nil && to == nil
    let range = try files.range(from: from, to: to, of: run.id)
    plan = VerificationPlan(
      checkpoints: files.checkpoints, end: files.end,
      drawsWeights: run.record.parent == nil
        && (run.record.initialWeights == nil || files.checkpoints.first?.step == 0),
      range: range)
    guard !plan.segments.isEmpty || !files.diagnostics.isEmpty else {
      throw RunError(.failed, "\(run.id) has no checkpoint after its first: nothing to train again")
    }
  }

  /// Trains every segment again.
  ///
  /// - Parameters:
  ///   - jobs: the number of segments at once.
  ///   - threads: the number of threads of each.
  ///   - isStopped: called before every step.
  /// - Returns: a proof for each segment, in the order of the plan; nil if stopped.
  /// - Throws: the error that prevented a segment from being trained.
  package func perform(
    dataset: LoadedDataset, kernels: Kernels, jobs: Int, threads: Int,
    isStopped: @Sendable () -> Bool, listen: @Sendable (Event) -> Void
  ) throws -> [SegmentProof]? {
    let progress = Guarded(Progress(waiting: plan.longestFirst.reversed()))
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

  /// Writes the result to run.json as `verified`. If a part of a run is the same, this is not
  /// written, because it says nothing about the rest.
  ///
  /// - Throws: a `RunError` if the file cannot be replaced, or if a process now trains the run.
  package func record(
    _ proofs: [SegmentProof], benchVersion: String, isa: String
  ) throws(RunError) {
    let isSame = proofs.allSatisfy(\.isSame)
    let holds = isSame && files.diagnostics.isEmpty
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
      experiment, dataset: dataset, threads: threads, kernels: kernels, resuming: state,
      given: state == nil ? try givenTensors() : [])
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
  /// The weights that the run was given, whose digest was compared with run.json; none if it drew
  /// them all.
  private func givenTensors() throws(RunError) -> [NamedTensor] {
    guard run.record.initialWeights != nil else { return [] }
    let first = try run.checkpoint(step: 0, of: experiment).state
    return WantedTensors(experiment, layers: experiment.initialWeights?.layers)
      .chosen(from: first.model)
  }

  /// Returns the comparison of the segment's rows of steps.csv; nil if the definition asks for
  /// none.
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
  /// Returns the steps between two usable checkpoints; nil if neither is given.
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

/// The remaining segments, and the results of the others.
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
