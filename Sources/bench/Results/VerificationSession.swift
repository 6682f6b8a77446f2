import Datasets
import Engine
import Experiments
import JSON
import Reports
import Runs

/// One verification on the command line.
struct VerificationSession {
  let terminal: Terminal
  let format: TableFormat
  let isQuiet: Bool

  /// Whether lines are printed as they come.
  private var isSpoken: Bool { format == .table && !isQuiet }

  /// Checks the files alone.
  func check(_ run: Run) throws -> ExitStatus {
    let files = try run.checkFiles()
    if isSpoken { tell(files) }
    return tell(
      Verification(VerifiedRun(run.record, try run.outline()), files: files))
  }

  /// Trains the run again, in memory, and says what differs.
  func verify(
    _ run: Run, from: Int?, to: Int?, jobs: Int?, threads: Int?
  ) throws -> ExitStatus {
    try run.requireTraining(to: "verify")
    let kernels = try Machine.kernels()
    let dataset = try run.loadData(run.resolvedExperiment())
    StopSignal.listen(lastWords: "\n")
    let start = ContinuousClock.now
    let verification = try RunVerification(
      run, dataSHA256: dataset.dataSHA256, from: from, to: to)
    let plan = verification.plan
    let most = threads.map { WorkerPool.mostThreads / $0 } ?? WorkerPool.mostThreads
    let jobs = min(jobs ?? plan.jobs(cores: Machine.cores), max(1, plan.segments.count), most)
    let threads = threads ?? max(1, Machine.cores / jobs)
    if isSpoken { tell(verification.files) }
    let report = VerificationReport(
      plan, jobs: jobs, on: terminal, isSpoken: isSpoken, isQuiet: isQuiet)
    let proofs = try verification.perform(
      dataset: dataset, kernels: kernels, jobs: jobs, threads: threads,
      isStopped: { StopSignal.received != nil }, listen: { report.take($0) })
    report.finish()
    guard let proofs else {
      let signal = StopSignal.received ?? 2
      terminal.messages.print(
        "\(StopSignal.name(signal)) stopped; the run is as it was, nothing was written")
      return .stopped(signal: signal)
    }
    record(proofs, of: verification, isa: kernels.name)
    return tell(
      Verification(
        VerifiedRun(verification.run.record, verification.experiment.outline),
        files: verification.files, proofs: proofs,
        machine: Verification.Machine(
          isa: kernels.name, jobs: jobs, threads: threads,
          seconds: start.duration(to: .now) / .seconds(1))))
  }

  /// What is verified stays so where it cannot be written down.
  private func record(_ proofs: [SegmentProof], of verification: RunVerification, isa: String) {
    do {
      try verification.record(proofs, benchVersion: Machine.benchVersion, isa: isa)
    } catch {
      terminal.warning("not noted in run.json: \(error.message)")
    }
  }

  private func tell(_ files: FileCheck) {
    let style = terminal.output.style
    for line in files.lines { terminal.output.print(style.painted(line, .bad)) }
  }

  private func tell(_ verification: Verification) -> ExitStatus {
    switch format {
    case _ where isQuiet:
      if verification.holds { terminal.output.print(verification.run.id) }
    case .table:
      for line in verification.differenceLines { terminal.output.print(line) }
      if verification.holds {
        for line in verification.sentences { terminal.output.printFolded(line) }
      }
    case .json: terminal.output.write(verification.json.prettyText + "\n")
    case .markdown, .csv: terminal.print(verification.table, as: format)
    }
    guard let failure = verification.failure else { return .done }
    terminal.error(failure.problem, advice: failure.advice)
    return .failed
  }
}
