import Datasets
package import Engine
package import Runs

/// Receives the progress of a verification, on any thread.
package protocol VerificationListener: Sendable {
  /// Whether to stop. Asked before every step.
  var isStopped: Bool { get }

  /// The data are loaded. What follows takes time and can be stopped.
  func begin()
  /// The files are checked, and the segments of the plan are trained again.
  ///
  /// - Parameter jobs: the number of segments at the same time.
  func train(_ plan: VerificationPlan, files: FileCheck, jobs: Int)
  func take(_ event: RunVerification.Event)
  /// The training has ended, or was stopped.
  func end()
  /// The result could not be written in run.json. It stays true.
  func failToRecord(_ error: RunError)
}

/// A verification that trains a run again, in memory.
package struct VerificationSession {
  private let run: Run
  private let from: Int?
  private let to: Int?
  private let jobs: Int?
  private let threads: Int?
  private let kernels: Kernels
  private let benchVersion: String

  /// What a verification found.
  package struct Outcome {
    package let verification: RunVerification
    /// For each segment of the plan.
    package let proofs: [SegmentProof]
    /// The number of segments at the same time.
    package let jobs: Int
    package let resources: ComputeResources
    /// Wall seconds in all.
    package let seconds: Double
  }

  /// - Parameters:
  ///   - from: the step of the checkpoint to start at, or nil for the first weights.
  ///   - to: the step of the checkpoint to end at, or nil for the end.
  ///   - jobs: segments at the same time, or nil for as many as keep all processors busy.
  ///   - threads: of each segment, or nil for an equal share.
  ///   - benchVersion: the version that run.json names.
  package init(
    of run: Run, from: Int?, to: Int?, jobs: Int?, threads: Int?, kernels: Kernels,
    benchVersion: String
  ) {
    self.run = run
    self.from = from
    self.to = to
    self.jobs = jobs
    self.threads = threads
    self.kernels = kernels
    self.benchVersion = benchVersion
  }

  /// Trains the run again, compares, and notes the result in run.json. Returns nil if stopped; then
  /// nothing is written.
  ///
  /// - Throws: a `RunError` where nothing can be trained again, a `DatasetError` where the data
  ///   cannot be loaded, and what keeps a segment from being trained.
  package func perform(telling listener: some VerificationListener) throws -> Outcome? {
    try run.requireTraining(to: "verify")
    let dataset = try run.loadData(run.resolvedExperiment())
    listener.begin()
    let start = ContinuousClock.now
    let verification = try RunVerification(
      run, dataSHA256: dataset.dataSHA256, from: from, to: to)
    let plan = verification.plan
    let most = threads.map { WorkerPool.mostThreads / $0 } ?? WorkerPool.mostThreads
    let wanted = jobs ?? plan.jobs(cores: ProcessorCount.usable)
    let jobs = min(wanted, max(1, plan.segments.count), most)
    let resources = ComputeResources(threads: threads, jobs: jobs, kernels: kernels)
    listener.train(plan, files: verification.files, jobs: jobs)
    let proofs = try verification.perform(
      dataset: dataset, kernels: kernels, jobs: jobs, threads: resources.threads,
      isStopped: { listener.isStopped }, listen: { listener.take($0) })
    listener.end()
    guard let proofs else { return nil }
    do {
      try verification.record(proofs, benchVersion: benchVersion, isa: kernels.name)
    } catch {
      listener.failToRecord(error)
    }
    return Outcome(
      verification: verification, proofs: proofs, jobs: jobs, resources: resources,
      seconds: start.duration(to: .now) / .seconds(1))
  }
}
