import Reports
import Runs
import Synchronization

/// Tells a verification while it goes on: a live line on a terminal, and a line for each segment, in
/// the order of their steps, once it and all before it are proven.
final class VerificationReport: Sendable {
  private struct Progress {
    var line: LiveLine
    var steps = 0
    var proofs: [Int: SegmentProof] = [:]
    var printed = 0
  }

  private let plan: VerificationPlan
  private let jobs: Int
  private let terminal: Terminal
  private let isSpoken: Bool
  private let isQuiet: Bool
  private let progress: Mutex<Progress>

  /// - Parameters:
  ///   - jobs: segments at once.
  ///   - isSpoken: false: nothing is told but the live line.
  ///   - isQuiet: not even that.
  init(
    _ plan: VerificationPlan, jobs: Int, on terminal: Terminal, isSpoken: Bool, isQuiet: Bool
  ) {
    self.plan = plan
    self.jobs = jobs
    self.terminal = terminal
    self.isSpoken = isSpoken
    self.isQuiet = isQuiet
    progress = Mutex(Progress(line: LiveLine(on: terminal.messages)))
  }

  /// Takes the next event, of any thread.
  func take(_ event: RunVerification.Event) {
    progress.withLock { progress in
      switch event {
      case .trainedStep:
        progress.steps += 1
        if !isQuiet { draw(&progress) }
      case .proved(let index, let proof):
        progress.proofs[index] = proof
        if isSpoken { printLines(&progress) }
      }
    }
  }

  /// Wipes the live line out.
  func finish() { progress.withLock { $0.line.clear() } }

  private func draw(_ progress: inout Progress) {
    let steps = progress.steps
    progress.line.draw { width in
      let share = Double(steps) / Double(max(1, plan.steps))
      let count = plan.segments.count
      let text =
        "verifying  \(count) segment\(count == 1 ? "" : "s"), \(jobs) at a time  "
        + "\(ProgressLine.bar(share, cells: 20))  \(Int(min(1, share) * 100))%"
      return String(text.prefix(max(1, width - 1)))
    }
  }

  private func printLines(_ progress: inout Progress) {
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
