import Datasets
import Engine
import Experiments
import Files
import Runs
import Synchronization
import Testing
import Training

// MARK: Ways through a training

extension VerificationTests {
  @Test(arguments: [1, 6, 8, 11])
  func `a stopped run is verified as far as it got, and to its end once resumed`(
    steps: Int
  ) throws {
    let trained = try Trained(stopAfter: steps)
    let proofs = try trained.verify()
    #expect(proofs.last?.segment.end.step == steps)
    #expect(proofs.areSame, "\(proofs)")
    let resumed = try #require(
      try trained.run().resume(
        from: .latest, dataSHA256: trained.dataset.dataSHA256, provenance: FakeTraining.provenance
      ).ready)
    try trained.train(resumed.recorder, from: resumed.state)
    let all = try trained.verify()
    #expect(all.last?.segment.isLast == true)
    #expect(all.areSame, "\(all)")
  }

  @Test func `a training that ended early must end there again`() throws {
    let experiment = Self.experiment(
      optimizer: #"{"type": "sgd", "learning_rate": 0.05}"#,
      training: #", "early_stopping": {"metric": "train_loss", "mode": "max", "patience": 1}"#)
    let trained = try Trained(experiment)
    let proofs = try trained.verify()
    #expect(proofs.last?.segment.end.step == 8)
    #expect(proofs.areSame, "\(proofs)")
    // The sign of the best value decides where the training ends.
    try trained.change(step: 6) { $0.state.stoppingBest?.value = -1 }
    let differences = try trained.verify().flatMap(\.differences)
    #expect(differences.contains { $0.name == "stopping_best_value" })
    #expect(
      differences.contains { $0.place == .ending && $0.here == "continues after step 8" })
  }

  @Test func `a divergence must come again at its step`() throws {
    let experiment = Self.experiment(
      optimizer: #"{"type": "sgd", "learning_rate": 1e15, "weight_decay": 1}"#,
      checkpoint: #""every_steps": 1"#)
    let trained = try Trained(experiment)
    let run = try trained.run()
    #expect(run.state == .diverged)
    let proofs = try trained.verify()
    #expect(proofs.last?.segment.isLast == true)
    #expect(proofs.last?.segment.end.step == run.record.divergence?.step)
    #expect(proofs.areSame, "\(proofs)")
  }

  @Test func `a range is trained alone, and must be of checkpoints`() throws {
    let trained = try Trained()
    #expect(try trained.verify(from: 8, to: 9).map { $0.segment.firstStep } == [8])
    let error = #expect(throws: RunError.self) { try trained.verify(from: 7) }
    #expect(error?.kind == .usage)
    #expect(error?.advice == ["it has those of step 0, 8, 9, 12"])
    #expect(throws: RunError.self) { try trained.verify(from: 9, to: 8) }
  }

  @Test func `other data, another definition and a holder are refused`() throws {
    let trained = try Trained(stopAfter: 5)
    let data = #expect(throws: RunError.self) {
      try RunVerification(trained.run(), dataSHA256: FakeTraining.data)
    }
    #expect(data?.kind == .data)
    let held = try trained.run().resume(
      from: .latest, dataSHA256: trained.dataset.dataSHA256, provenance: FakeTraining.provenance)
    #expect(throws: RunError.self) { try trained.verification() }
    let error = #expect(throws: RunError.self) { try trained.run().checkFiles() }
    #expect(error?.kind == .held)
    withExtendedLifetime(held) {}
  }

  @Test func `a stop leaves no proof`() throws {
    let trained = try Trained()
    let steps = Atomic<Int>(0)
    let proofs = try trained.verification().perform(
      dataset: trained.dataset, kernels: .best, jobs: 1, threads: 1,
      isStopped: { steps.load(ordering: .relaxed) >= 2 },
      listen: { event in
        if case .trainedStep = event { steps.add(1, ordering: .relaxed) }
      })
    #expect(proofs == nil)
    #expect(steps.load(ordering: .relaxed) == 2)
  }
}
