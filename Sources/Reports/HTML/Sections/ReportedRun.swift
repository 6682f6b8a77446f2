package import Experiments
import JSON
package import Runs

/// A run with everything a page shows of it, read once.
package struct ReportedRun: Sendable {
  package let compared: ComparedRun
  package let run: Run
  let facts: RunFacts
  let timing: TimingTable
  /// The description in its definition; empty for an imported run.
  let description: String
  /// Images and checkpoints; nil if the page leaves them out.
  package var details: RunDetails?
  /// nil if there is no steps.csv or the page leaves it out.
  package var steps: StepsTable?

  /// - Throws: `RunError` if the definition or the metrics cannot be read. Other missing files are
  ///   left out of the page.
  package init(_ run: Run, library: ExperimentLibrary) throws {
    self.run = run
    compared = try ComparedRun(run)
    facts = try RunFacts(run, library: library)
    timing = (try? run.timing()) ?? TimingTable()
    description = compared.definition?["description"]?.string ?? ""
  }

  /// The sentence that replaces the metrics before the first epoch has ended.
  var sentenceWithoutMetrics: String {
    let state = run.state
    let ending =
      switch state {
      case .running: "The first epoch has not ended yet."
      case .interrupted: "Interrupted before the first epoch ended."
      case .pruned: "Pruned before the first epoch ended."
      case .finished: "It has no metrics."
      case .diverged, .failed:
        "No epoch ended: \(run.record.failure ?? state.rawValue)."
      }
    guard let last = steps?.last else { return ending }
    return ending + " The last row of steps.csv: train_loss \(Axis.short(last.trainLoss)) at step "
      + "\(last.step.counted)."
  }

  /// The result of verifying the run; nil for a run that another program trained.
  var verification: VerificationState? {
    run.record.verificationState(upTo: facts.summary.step)
  }

  /// `verified bit for bit on 2026-11-24 10:41:58 UTC by bench 0.1.0 on node9 (avx2), all 3,160
  /// steps`, `never verified: bench verify lenet5-sgd-001`; nil for a run that bench did not train.
  package var verificationSentence: String? {
    guard let verification else { return nil }
    guard let verified = run.record.verified else {
      return "never verified: bench verify \(run.id)"
    }
    let origin = "on \(verified.origin)"
    let stretch = "steps \(verified.fromStep.counted) to \(verified.toStep.counted)"
    return switch verification {
    case .whole: "verified bit for bit \(origin), all \(verified.toStep.counted) steps"
    case .part: "verified bit for bit \(origin), only \(stretch) of \(facts.summary.step.counted)"
    case .damaged:
      "the same bits when trained again \(origin), \(stretch), but a file is damaged: "
        + "bench verify \(run.id)"
    case .failed, .never: "NOT the same bits when trained again \(origin), \(stretch)"
    }
  }
}
