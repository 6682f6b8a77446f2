import Datasets
import Engine
import Experiments
import Files
import Runs
import Synchronization
import Testing
import Training

/// Real trainings on a real disk, changed afterwards as faults and people change them.
struct VerificationTests {
  /// Three epochs of four steps, checkpoints inside them, momentum and a log of every step.
  static let momentum = experiment(
    optimizer: #"{"type": "sgd", "learning_rate": 0.05, "momentum": 0.9}"#)
  static let adam = experiment(optimizer: #"{"type": "adam", "learning_rate": 0.01}"#)

  static func experiment(
    optimizer: String, training: String = "", checkpoint: String = #""every_steps": 3"#
  ) -> ResolvedExperiment {
    FakeTraining.experiment(
      """
      {"dataset": {"name": "mnist", "subset": {"train": [0, 100], "test": [0, 50]}},
       "architecture": [{"type": "conv2d", "out_channels": 2, "kernel_size": 5, "stride": 2},
         {"type": "relu"}, {"type": "flatten"}, {"type": "linear", "out_features": 10}],
       "loss": {"type": "softmax_cross_entropy"}, "optimizer": \(optimizer),
       "training": {"epochs": 3, "batch_size": 32, "log_every_steps": 1 \(training)},
       "checkpoint": {\(checkpoint), "keep_last": 3}}
      """, name: "small")
  }

  /// A trained run, and means to change its files.
  struct Trained {
    let workspace = TemporaryWorkspace()
    let dataset: LoadedDataset

    init(_ experiment: ResolvedExperiment = momentum, stopAfter steps: Int = .max) throws {
      dataset = try experiment.dataset.load()
      let recorder = try workspace.store.create(
        experiment, dataSHA256: dataset.dataSHA256, provenance: FakeTraining.provenance)
      try train(recorder, from: nil, steps: steps)
    }

    func train(
      _ recorder: RunRecorder, from state: TrainingState?, steps: Int = .max
    ) throws {
      let trainer = try Trainer(
        recorder.experiment, dataset: dataset, threads: 1, resuming: state)
      var taken = 0
      let outcome = try trainer.run(isStopped: { taken >= steps }) { event in
        if case .finishedStep = event { taken += 1 }
        try recorder.record(event)
      }
      try recorder.finish(outcome)
    }

    func run() throws -> Run { try workspace.store.run("small-001") }

    func verification(from: Int? = nil, to: Int? = nil) throws -> RunVerification {
      try RunVerification(run(), dataSHA256: dataset.dataSHA256, from: from, to: to)
    }

    func verify(from: Int? = nil, to: Int? = nil, jobs: Int = 2) throws -> [SegmentProof] {
      try #require(
        try verification(from: from, to: to).perform(
          dataset: dataset, kernels: .best, jobs: jobs, threads: 1, isStopped: { false },
          listen: { _ in }))
    }

    /// Writes a checkpoint anew, well-formed and with a right digest.
    func change(step: Int, _ body: (inout Checkpoint) -> Void) throws {
      var checkpoint = try run().checkpoint(step: step, of: run().experiment())
      body(&checkpoint)
      try run().folder.folder("checkpoints").publish(
        CheckpointFile.encode(checkpoint), as: CheckpointName.file(step: step))
    }

    /// Replaces text in a file by line and column, from 0.
    func change(_ file: String, line: Int, column: Int, to cell: String) throws {
      let text = String(decoding: try run().folder.read(file, limit: 1 << 20), as: UTF8.self)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      var cells = lines[line].split(separator: ",").map(String.init)
      cells[column] = cell
      lines[line] = cells.joined(separator: ",")
      try run().folder.publish(Array(lines.joined(separator: "\n").utf8), as: file)
    }

    var diagnostics: [String] {
      get throws { try run().checkFiles().diagnostics.map { "\($0.file) \($0.problem)" } }
    }
  }

  @Test(arguments: [false, true])
  func `a run is the same again, inside epochs too, whatever the optimizer`(isAdam: Bool) throws {
    let trained = try Trained(isAdam ? Self.adam : Self.momentum)
    let before = try trained.run().folder.names()
    let proofs = try trained.verify()
    #expect(proofs.map { $0.segment.end.step } == [8, 9, 12])
    #expect(proofs.map(\.segment.checkpoints) == [[0, 8], [9], [12]])
    #expect(proofs.areSame, "\(proofs)")
    #expect(proofs.reduce(0) { $0 + $1.sameEpochs } == 3)
    #expect(try trained.diagnostics.isEmpty)
    #expect(try trained.run().folder.names() == before)
  }

  @Test func `what came of it is noted, and of a part only where it differs`() throws {
    let trained = try Trained()
    func verify(from: Int? = nil) throws -> RecordedVerification? {
      let verification = try trained.verification(from: from)
      let proofs = try trained.verify(from: from)
      try verification.record(proofs, benchVersion: "0.1.0", isa: "avx2")
      return try trained.run().record.verified
    }
    #expect(try verify(from: 9) == nil)
    let whole = try #require(try verify())
    #expect(whole.holds && whole.fromStep == 0 && whole.toStep == 12 && whole.segments == 3)
    #expect(try trained.diagnostics.isEmpty)
    #expect(try verify(from: 9) == whole)
    try trained.change("steps.csv", line: 11, column: 3, to: "0.25")
    let part = try #require(try verify(from: 9))
    #expect(!part.holds && part.fromStep == 9 && part.toStep == 12 && part.segments == 1)
  }

  @Test func `a changed weight is found in its tensor and at its step`() throws {
    let trained = try Trained()
    try trained.change(step: 9) { checkpoint in
      var values = checkpoint.state.model[0].values
      values[26] += 0.5
      checkpoint.state.model[0] = NamedTensor(
        name: "model.0.weight", dimensions: [2, 1, 5, 5], values: values)
    }
    let proofs = try trained.verify()
    #expect(proofs.map(\.isSame) == [true, false, false])
    let difference = try #require(proofs[1].differences.first)
    #expect(proofs[1].differences.count == 1 && proofs[1].endsInDifference)
    #expect(difference.place == .checkpoint)
    #expect(difference.step == 9)
    #expect(difference.name == "model.0.weight[1,0,0,1]")
    #expect((difference.count, difference.total) == (1, 8))
    #expect(difference.largest?.name == difference.name)
    #expect(difference.largest?.distance == 0.5)
    // What was trained from it is wrong from its first step on.
    #expect(proofs[2].differences.first?.place == .steps)
    #expect(proofs[2].differences.first?.step == 10)
  }

  @Test func `changed momentum and sums of an unfinished epoch are found`() throws {
    let trained = try Trained()
    try trained.change(step: 9) { $0.state.unfinished.correct += 1 }
    var difference = try trained.verify(to: 9).last?.differences.first
    #expect(difference?.name == "unfinished_correct")
    #expect(difference?.count == 0)
    try trained.change(step: 9) { checkpoint in
      let tensor = checkpoint.state.optimizer[0]
      checkpoint.state.optimizer[0] = NamedTensor(
        name: tensor.name, dimensions: tensor.dimensions, values: tensor.values.map { -$0 })
    }
    difference = try trained.verify(to: 9).last?.differences.first
    #expect(difference?.name.hasPrefix("optimizer.momentum.0.weight[") == true)
  }

  @Test func `changed initial weights do not hide that the rest follows from the seed`() throws {
    let trained = try Trained()
    try trained.change(step: 0) { checkpoint in
      let tensor = checkpoint.state.model[3]
      checkpoint.state.model[3] = NamedTensor(
        name: tensor.name, dimensions: tensor.dimensions, values: tensor.values.map { $0 + 1 })
    }
    let proofs = try trained.verify()
    #expect(proofs[0].differences.map(\.step) == [0])
    #expect(proofs[0].differences.map(\.name) == ["model.3.bias[0]"])
    #expect(Array(proofs.dropFirst()).areSame)
    #expect(proofs[0].sameEpochs == 2)
  }

  @Test func `a changed metric is found in its epoch, and by the checkpoints that count it`() throws
  {
    let trained = try Trained()
    try trained.change("metrics.csv", line: 2, column: 3, to: "0.5")
    let difference = try #require(try trained.verify()[0].differences.first)
    #expect(difference.place == .metrics(epoch: 2))
    #expect(difference.name == "train_loss")
    #expect(difference.recorded == "0.5")
    #expect(
      try trained.diagnostics == [
        "metrics.csv was changed: its first 2 rows are not those that "
          + "step-00000008.safetensors counts",
        "run.json summary: is not what metrics.csv says",
      ])
  }

  @Test func `a changed row of steps is found at its step`() throws {
    let trained = try Trained()
    try trained.change("steps.csv", line: 6, column: 3, to: "0.25")
    let difference = try #require(try trained.verify()[0].differences.first)
    #expect(difference.place == .steps)
    #expect(difference.step == 6)
    #expect(difference.name == "gradient_norm")
    #expect(difference.count == 1)
  }

  @Test func `a changed prediction is found by its example`() throws {
    let trained = try Trained()
    try trained.change("predictions.csv", line: 5, column: 3, to: "0.125")
    let difference = try #require(try trained.verify().last?.differences.first)
    #expect(difference.place == .predictions(index: 4))
    #expect(difference.name == "probability")
    #expect(try trained.diagnostics.isEmpty)
    try trained.change("predictions.csv", line: 5, column: 2, to: "99")
    try trained.change("predictions.csv", line: 6, column: 2, to: "99")
    #expect(try trained.diagnostics.first?.hasPrefix("predictions.csv has ") == true)
  }

  @Test func `an unusable checkpoint is named, and the one before it trained past it`() throws {
    let trained = try Trained()
    let folder = try trained.run().folder.folder("checkpoints")
    let names = [8, 9, 12].map { CheckpointName.file(step: $0) }
    let bytes = try folder.read(names[1], limit: 1 << 20)
    try folder.publish(try folder.read(names[0], limit: 1 << 20), as: names[1])
    var proofs = try trained.verify()
    #expect(proofs.map { $0.segment.end.step } == [8, 12])
    #expect(proofs.areSame)
    #expect(
      try trained.diagnostics == ["checkpoints/\(names[1]) is not this run's: it holds step 8"])
    try folder.publish(bytes, as: names[1])
    try folder.publish(Array(bytes.prefix(100)), as: names[2])
    proofs = try trained.verify()
    #expect(proofs.map { $0.segment.end.step } == [8, 9, 12])
    #expect(proofs.areSame)
    #expect(try trained.diagnostics.first?.contains("is damaged: 100 bytes") == true)
  }

  @Test func `quickly, weights are compared with the row of their epoch`() throws {
    let trained = try Trained()
    try trained.change(step: 8) { checkpoint in
      let tensor = checkpoint.state.model[3]
      checkpoint.state.model[3] = NamedTensor(
        name: tensor.name, dimensions: tensor.dimensions, values: tensor.values.map { -$0 })
    }
    let found = try trained.diagnostics
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("checkpoints/step-00000008.safetensors has weights ") == true)
    #expect(found.first?.hasSuffix(" of epoch 2") == true)
  }
}

extension [SegmentProof] {
  var areSame: Bool { allSatisfy(\.isSame) }
}
