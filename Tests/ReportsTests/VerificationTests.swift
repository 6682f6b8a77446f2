import Datasets
import Experiments
import JSON
import Reports
import Runs
import Testing

/// 40 epochs of 79 steps, of which the checkpoints of step 0, 869, 948 and 3160 are kept.
struct VerificationTests {
  private let run = VerifiedRun(
    id: "lenet5-sgd-004", state: .finished, epochs: 40, stepsPerEpoch: 79, numericsVersion: 1,
    host: "node7", isa: "avx2", threads: 8)
  private let machine = Verification.Machine(isa: "avx512", jobs: 1, threads: 2, seconds: 3.14)
  private let plan = VerificationPlan(
    checkpoints: [0, 869, 948, 3160].map {
      SavedCheckpoint(step: $0, epoch: $0 / 79, batch: 0)
    }, end: SavedCheckpoint(step: 3160, epoch: 40, batch: 0), drawsWeights: true)

  private func verification(
    _ differences: [[Difference]] = [[], [], []], diagnostics: [FileCheck.Diagnostic] = []
  ) -> Verification {
    let proofs = zip(plan.segments, differences).map {
      SegmentProof(segment: $0, differences: $1, seconds: 0.25)
    }
    return Verification(
      run, files: FileCheck(diagnostics: diagnostics), proofs: proofs, machine: machine)
  }

  private let digest = Difference(
    place: .metrics(epoch: 12), step: 948, name: "weights_digest", recorded: "9c41d2a07be81f33",
    here: "03be88f1c6a95d20")
  private let weights = Difference(
    place: .checkpoint, step: 948, name: "model.0.weight[0,0,0,1]", recorded: "0.08431722",
    here: "0.08431721", count: 10, total: 10,
    largest: LargestDifference(name: "model.8.weight[17,3]", distance: 4.2e-06))

  private func lines(_ verification: Verification) -> [String] {
    verification.proofs.indices.map { index in
      verification.proofs[index].line(
        placeColumns: plan.placeColumns, after: index > 0 ? verification.proofs[index - 1] : nil,
        style: .plain)
    }
  }

  @Test func `a run that is the same says what was compared, and where`() {
    let same = verification()
    #expect(same.holds)
    #expect(same.failure == nil)
    #expect(same.differenceLines.isEmpty)
    #expect(
      lines(same) == [
        "step 0 to 869      same           11 epochs     0.2 s",
        "step 869 to 948    same             1 epoch     0.2 s",
        "step 948 to 3160   same           28 epochs     0.2 s",
      ])
    #expect(
      same.sentences == [
        "lenet5-sgd-004 verified: 40 of 40 epochs, 4 checkpoints, metrics.csv and predictions.csv "
          + "the same",
        "bits, in 3.1 s (numerics 1; recorded on node7 with avx2, 8 threads; "
          + "here avx512, 2 threads)",
      ])
  }

  @Test func `the first difference is told by epoch, tensor and element`() {
    let differing = verification([[], [digest, weights], []])
    #expect(!differing.holds)
    #expect(
      differing.differenceLines == [
        "first difference    epoch 12, between step 870 and 948",
        "  metrics.csv       epoch 12: weights_digest 9c41d2a07be81f33 recorded, "
          + "03be88f1c6a95d20 here",
        "  step 948          10 of 10 tensors; model.0.weight[0,0,0,1] 0.08431722 recorded, "
          + "0.08431721 here",
        "  largest           4.2e-06, model.8.weight[17,3]",
      ])
    #expect(
      differing.failure?.problem
        == "lenet5-sgd-004 is not reproduced: 39 of 40 epochs have the same bits, epoch 12 has not")
    #expect(
      differing.failure?.advice == [
        Remedy(
          "verify it on a second machine; if that finds 03be88f1c6a95d20 too, node7 erred when it "
            + "trained, or the file was changed since")
      ])
  }

  @Test func `what was trained from a wrong checkpoint is no difference of its own`() {
    let later = Difference(
      place: .metrics(epoch: 13), step: 1027, name: "weights_digest", recorded: "a", here: "b",
      count: 28)
    let differing = verification([[], [weights], [later]])
    #expect(
      lines(differing)[2]
        == "step 948 to 3160   DIFFERS        28 epochs     0.2 s"
        + "   trained from step 948, which differs")
    #expect(differing.differenceLines.count == 3)
    #expect(differing.differenceLines[0] == "first difference    the checkpoint of step 948")
    #expect(
      differing.failure?.problem
        == "lenet5-sgd-004 is not reproduced: 12 of 40 epochs have the same bits, the first that "
        + "has not is epoch 13")
  }

  @Test func `every segment that differs by itself is told`() {
    let prediction = Difference(
      place: .predictions(index: 8007), step: 3160, name: "prediction", recorded: "3", here: "7",
      total: 2000)
    let differing = verification([[], [weights], []])
    let both = verification([[digest], [], [prediction]])
    #expect(both.differenceLines.filter { !$0.hasPrefix(" ") }.count == 2)
    #expect(
      both.differenceLines.last
        == "  predictions.csv   1 of 2000 rows; index 8007: prediction 3 recorded, 7 here")
    #expect(
      differing.failure?.problem
        == "lenet5-sgd-004 is not reproduced: every epoch's row is the same, but not the "
        + "checkpoint of step 948")
  }

  @Test func `what is wrong with files is told, escaped, and fails too`() {
    let wrong = verification(
      diagnostics: [FileCheck.Diagnostic(file: "metrics.csv", problem: "line 3: \u{1B}[31m")])
    #expect(wrong.isSame && !wrong.holds)
    #expect(wrong.files.lines == ["metrics.csv line 3: \\u{1B}[31m"])
    #expect(
      wrong.failure?.problem
        == "lenet5-sgd-004: 1 file is not what it should be; what could be trained again has the "
        + "same bits")
    #expect(
      wrong.table.csv == """
        from_step,to_step,epochs,seconds,result,difference
        0,869,11,0.25,same,
        869,948,1,0.25,same,
        948,3160,28,0.25,same,
        ,,,,file,metrics.csv line 3: \\u{1B}[31m

        """)
  }

  @Test func `programs get every difference`() {
    let json = verification([[], [digest, weights], []]).json
    #expect(json["holds"] == false)
    let segment = json["segments"]?.array?[1]
    #expect(segment?["same"] == false)
    #expect(segment?["differences"]?.array?.count == 2)
    #expect(segment?["differences"]?.array?[1]["where"] == "step 948")
    #expect(segment?["differences"]?.array?[1]["of"] == 10)
  }
}
