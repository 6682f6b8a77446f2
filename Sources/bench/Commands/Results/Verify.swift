import Datasets
import Engine
import Execution
import Experiments
import Reports
import Runs

extension Command {
  static let verify = Command(
    verb: "verify", operands: "RUN|RECEIPT", operandCount: 1...1,
    summary: "train again from checkpoint to checkpoint: the same bits?",
    options: [
      Options.quick, Options.firstStep, Options.lastStep,
      Options.jobs.described("segments at once; default as many as keep all cores busy"),
      Options.threads.described(
        "threads a segment; default the cores shared out; changes no result"),
      Options.start, Options.definition, Options.format,
      Options.quiet.described("print only the id, and that only if nothing differs"),
      Options.workspace,
    ],
    notes: [
      "What came of the whole of it, or a difference in a part, is noted in the run's run.json:",
      "bench show RUN, bench runs --where 'verified == true'.",
      "A RECEIPT is a file that bench receipt wrote: the run's folder is not needed.",
    ],
    example: "bench verify lenet5-sgd-001",
    exits: "0 the same bits, 1 a difference, 2 bad usage, 4 held, 5 data, 130 Ctrl-C"
  ) { arguments, terminal in
    if isReceipt(arguments.operands[0], in: try? arguments.workspace().store) {
      return try verify(receipt: arguments.operands[0], arguments, on: terminal)
    }
    for option in [Options.start, Options.definition] where arguments.has(option) {
      throw UsageError(
        problem: "--\(option.declaration.name) is for a receipt, not for a run",
        advice: ["make one: \(command: .receipt(run: arguments.operands[0]))"])
    }
    let report = VerificationReport(
      as: try arguments[Options.format], on: terminal, isQuiet: try arguments[Options.quiet])
    let jobs = try arguments[Options.jobs]
    let threads = try arguments[Options.threads(jobs: jobs ?? 1)]
    let from = try arguments[Options.firstStep]
    let to = try arguments[Options.lastStep]
    let selection = try arguments.workspace().store.resolve(arguments.operands[0])
    if try arguments[Options.quick] {
      let others: [any AnyOption] = [
        Options.firstStep, Options.lastStep, Options.jobs, Options.threads,
      ]
      for option in others where arguments.has(option) {
        throw UsageError.conflict(Options.quick, option, because: "nothing is trained")
      }
      return try check(selection.run, report)
    }
    let session = VerificationSession(
      of: selection.run, from: from, to: to ?? selection.step, jobs: jobs, threads: threads,
      kernels: try Machine.kernels(), benchVersion: Machine.benchVersion)
    guard let outcome = try session.perform(telling: report) else {
      let signal = StopSignal.received ?? 2
      terminal.messages.print(
        "\(StopSignal.name(signal)) stopped; the run is as it was, nothing was written")
      return .stopped(signal: signal)
    }
    return report.print(Verification(outcome))
  }

  /// Checks the files alone.
  private static func check(_ run: Run, _ report: VerificationReport) throws -> ExitStatus {
    let files = try run.checkFiles()
    report.print(files)
    return report.print(
      Verification(VerifiedRun(run.record, try run.outline()), files: files))
  }
}

extension Verification {
  fileprivate init(_ outcome: VerificationSession.Outcome) {
    let verification = outcome.verification
    self.init(
      VerifiedRun(verification.run.record, verification.experiment.outline),
      files: verification.files, proofs: outcome.proofs,
      machine: Machine(
        isa: outcome.resources.kernels.name, jobs: outcome.jobs,
        threads: outcome.resources.threads, seconds: outcome.seconds))
  }
}
