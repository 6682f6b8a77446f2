package import Experiments
package import Runs

/// What came of verifying a run, and the words for it.
package struct Verification: Sendable {
  package let record: RunRecord
  package let experiment: ResolvedExperiment
  package let files: FileCheck
  /// By ascending step; none where only the files were checked.
  package let proofs: [SegmentProof]
  /// Where and how it was trained again; nil where only the files were checked.
  package let machine: Machine?

  /// What trained the run again.
  package struct Machine: Hashable, Sendable {
    package let isa: String
    /// Segments at once, and threads for each.
    package let jobs: Int
    package let threads: Int
    /// Wall seconds in all.
    package let seconds: Double

    package init(isa: String, jobs: Int, threads: Int, seconds: Double) {
      self.isa = isa
      self.jobs = jobs
      self.threads = threads
      self.seconds = seconds
    }
  }

  /// - Parameter record: run.json as it was when the files were checked.
  package init(
    record: RunRecord, experiment: ResolvedExperiment, files: FileCheck,
    proofs: [SegmentProof] = [], machine: Machine? = nil
  ) {
    self.record = record
    self.experiment = experiment
    self.files = files
    self.proofs = proofs
    self.machine = machine
  }

  package var isSame: Bool { proofs.allSatisfy(\.isSame) }

  /// Whether nothing at all is wrong.
  package var holds: Bool { isSame && files.findings.isEmpty }

  /// The segments that differ, but for those that were trained from a checkpoint which differs
  /// itself.
  var independentDifferences: [SegmentProof] {
    proofs.indices.filter { !proofs[$0].isSame && !followsDifference($0) }.map { proofs[$0] }
  }

  private func followsDifference(_ index: Int) -> Bool {
    index > 0 && proofs[index - 1].endsInDifference
      && proofs[index].segment.start == proofs[index - 1].segment.end
  }

  var epochs: Int { proofs.reduce(0) { $0 + $1.segment.rows.count } }
  var sameEpochs: Int { proofs.reduce(0) { $0 + $1.sameEpochs } }

  /// Of the whole training: those of the definition, or fewer where it ended early.
  var totalEpochs: Int {
    record.state == .finished ? record.summary.epoch : experiment.training.epochs
  }
}

extension SegmentProof {
  /// `step 869 to 948`
  package var place: String {
    segment.steps == 0 && segment.start == nil
      ? "step 0" : "step \(segment.firstStep) to \(segment.end.step)"
  }

  package var result: String { isSame ? "same" : "DIFFERS" }

  /// `38 epochs`, `17 steps`, `initial weights`
  var extent: String {
    if !segment.rows.isEmpty { return segment.rows.count.counted(of: "epoch") }
    return segment.steps > 0 ? segment.steps.counted(of: "step") : "initial weights"
  }
}

extension Int {
  /// `1 epoch`, `38 epochs`
  func counted(of noun: String) -> String { "\(counted) \(noun)\(self == 1 ? "" : "s")" }
}
