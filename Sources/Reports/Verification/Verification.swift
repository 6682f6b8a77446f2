package import Experiments
package import Runs

/// The result of verifying a run.
package struct Verification: Hashable, Sendable {
  package let run: VerifiedRun
  package let files: FileCheck
  /// The proofs by ascending step; empty if only the files were checked.
  package let proofs: [SegmentProof]
  /// The machine that verified the run; nil if only the files were checked.
  package let machine: Machine?

  /// The program and machine that verified the run.
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

  package init(
    _ run: VerifiedRun, files: FileCheck, proofs: [SegmentProof] = [], machine: Machine? = nil
  ) {
    self.run = run
    self.files = files
    self.proofs = proofs
    self.machine = machine
  }

  package var isSame: Bool { proofs.allSatisfy(\.isSame) }

  /// Whether there is no problem at all.
  package var holds: Bool { isSame && files.diagnostics.isEmpty }

  /// The segments that differ, except those that were trained from a checkpoint that itself
  /// differs.
  var independentDifferences: [SegmentProof] {
    proofs.indices.filter { !proofs[$0].isSame && !followsDifference($0) }.map { proofs[$0] }
  }

  private func followsDifference(_ index: Int) -> Bool {
    index > 0 && proofs[index - 1].endsInDifference
      && proofs[index].segment.start == proofs[index - 1].segment.end
  }

  var epochs: Int { proofs.reduce(0) { $0 + $1.segment.rows.count } }
  var sameEpochs: Int { proofs.reduce(0) { $0 + $1.sameEpochs } }
}

/// The facts about the run that messages need.
package struct VerifiedRun: Hashable, Sendable {
  package var id: String
  package var state: RunState
  /// The epochs of the whole training: those of the definition, or fewer if it ended early.
  package var epochs: Int
  package var stepsPerEpoch: Int
  /// nil: there is no steps.csv.
  package var logEverySteps: Int?
  package var numericsVersion: Int
  /// The host and program that last trained it.
  package var host: String
  package var isa: String
  package var threads: Int

  package init(_ record: RunRecord, _ outline: TrainingOutline) {
    self.init(
      id: record.id, state: record.state,
      epochs: record.state == .finished ? record.summary.epoch : outline.training.epochs,
      stepsPerEpoch: outline.stepsPerEpoch ?? 1, logEverySteps: outline.training.logEverySteps,
      numericsVersion: record.numericsVersion, host: record.provenance.host,
      isa: record.provenance.isa, threads: record.provenance.threads)
  }

  package init(
    id: String, state: RunState, epochs: Int, stepsPerEpoch: Int, logEverySteps: Int? = nil,
    numericsVersion: Int, host: String, isa: String, threads: Int
  ) {
    self.id = id
    self.state = state
    self.epochs = epochs
    self.stepsPerEpoch = stepsPerEpoch
    self.logEverySteps = logEverySteps
    self.numericsVersion = numericsVersion
    self.host = host
    self.isa = isa
    self.threads = threads
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
  package func counted(of noun: String) -> String { "\(counted) \(noun)\(self == 1 ? "" : "s")" }
}
