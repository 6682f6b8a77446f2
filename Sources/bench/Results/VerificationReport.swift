import Execution
import Files
import JSON
import Reports
import Runs

/// Prints a verification while it goes on: a live line on a terminal, and a line for each segment, in
/// the order of their steps, once it and all before it are proven.
final class VerificationReport: VerificationListener {
  private struct Progress {
    var plan: VerificationPlan?
    var jobs = 1
    var line: LiveLine
    var steps = 0
    var proofs: [Int: SegmentProof] = [:]
    var printed = 0
  }

  private let terminal: Terminal
  private let format: TableFormat
  private let isQuiet: Bool
  private let progress: Guarded<Progress>

  /// - Parameter isQuiet: whether only the id is printed, and that only if nothing differs.
  init(as format: TableFormat, on terminal: Terminal, isQuiet: Bool) {
    self.terminal = terminal
    self.format = format
    self.isQuiet = isQuiet
    progress = Guarded(Progress(line: LiveLine(on: terminal.messages)))
  }

  /// Whether lines are printed as they come.
  private var isSpoken: Bool { format == .table && !isQuiet }

  var isStopped: Bool { StopSignal.received != nil }

  func begin() { StopSignal.listen(lastWords: "\n") }

  func train(_ plan: VerificationPlan, files: FileCheck, jobs: Int) {
    print(files)
    progress.withLock { progress in
      progress.plan = plan
      progress.jobs = jobs
    }
  }

  func take(_ event: RunVerification.Event) {
    progress.withLock { progress in
      guard let plan = progress.plan else { return }
      switch event {
      case .trainedStep:
        progress.steps += 1
        if !isQuiet { draw(plan, &progress) }
      case .proved(let index, let proof):
        progress.proofs[index] = proof
        if isSpoken { printLines(of: plan, &progress) }
      }
    }
  }

  func end() { progress.withLock { $0.line.clear() } }

  func failToRecord(_ error: RunError) {
    terminal.warning("not noted in run.json: \(error.message)")
  }

  /// Prints what is wrong with the files.
  func print(_ files: FileCheck) {
    guard isSpoken else { return }
    let style = terminal.output.style
    for line in files.lines { terminal.output.print(style.painted(line, .bad)) }
  }

  /// Prints the result, and returns the status that it means.
  func print(_ verification: Verification) -> ExitStatus {
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

  private func draw(_ plan: VerificationPlan, _ progress: inout Progress) {
    let (steps, jobs) = (progress.steps, progress.jobs)
    progress.line.draw { width in
      let share = Double(steps) / Double(max(1, plan.steps))
      let count = plan.segments.count
      let text =
        "verifying  \(count) segment\(count == 1 ? "" : "s"), \(jobs) at a time  "
        + "\(ProgressLine.bar(share, cells: 20))  \(Int(min(1, share) * 100))%"
      return String(text.prefix(max(1, width - 1)))
    }
  }

  private func printLines(of plan: VerificationPlan, _ progress: inout Progress) {
    while let proof = progress.proofs[progress.printed] {
      progress.line.clear()
      terminal.output.print(
        proof.line(
          placeColumns: plan.placeColumns, after: progress.proofs[progress.printed - 1],
          style: terminal.output.style))
      progress.printed += 1
    }
  }
}
