import Runs

/// The result of verifying a run.
enum VerificationState: Hashable, Sendable {
  case whole
  /// Some steps, or all there were before it went on.
  case part
  case failed
  /// The training has the same bits, but a file is damaged.
  case damaged
  case never
}

extension RunRecord {
  /// nil for a run that bench did not train.
  ///
  /// - Parameter step: as far as the run has come.
  func verificationState(upTo step: Int) -> VerificationState? {
    guard imported == nil else { return nil }
    guard let verified else { return .never }
    guard verified.holds else { return verified.isSame == true ? .damaged : .failed }
    return verified.isWhole(from: firstStep, to: step) ? .whole : .part
  }

  /// The result of the last verification: `never`; `the same bits, 2026-11-24 10:41:58 UTC by bench
  /// 0.1.0 on node9 (avx2)`; `the same bits as far as step 1391, …` for a run that has continued
  /// since; `NOT the same bits, …`.
  var verificationText: String {
    guard let verified else { return "never" }
    let result =
      verified.holds
      ? "the same bits"
      : verified.isSame == true
        ? "the same bits, but a file is damaged (to name it, verify the run again)"
        : "NOT the same bits"
    let extent: String
    if verified.isWhole(from: firstStep, to: summary.step) {
      extent = ""
    } else if verified.fromStep > firstStep {
      extent = " from step \(verified.fromStep) to \(verified.toStep)"
    } else {
      extent = " as far as step \(verified.toStep)"
    }
    return "\(result)\(extent), \(verified.origin)"
  }
}

extension RecordedVerification {
  /// `2026-11-24 10:41:58 UTC by bench 0.1.0 on node9 (avx2)`
  var origin: String { "\(at.printed) by bench \(benchVersion) on \(host) (\(isa))" }

  /// Whether all these steps were verified.
  fileprivate func isWhole(from first: Int, to last: Int) -> Bool {
    fromStep <= first && toStep >= last
  }
}
