import Datasets
import Engine
import Experiments
import Files
import Runs
import Testing
import Training

/// The real trainer, its events on a real disk.
struct TrainedRunTests {
  /// Everything that a step's state can have beside plain weights.
  private static let modern = FakeTraining.experiment(
    """
    {"dataset": {"name": "mnist", "subset": {"train": [0, 100], "test": [0, 50]}},
     "architecture": [{"type": "conv2d", "out_channels": 2, "kernel_size": 5, "stride": 2},
       {"type": "batch_norm"}, {"type": "relu"}, {"type": "flatten"}, {"type": "dropout"},
       {"type": "linear", "out_features": 10}, {"type": "softmax"}],
     "loss": {"type": "nll"},
     "optimizer": {"type": "adamw", "learning_rate": 0.01, "clip_norm": 1},
     "schedule": {"type": "one_cycle", "max_rate": 0.02},
     "training": {"epochs": 3, "batch_size": 32, "log_every_steps": 1}}
    """, name: "small")

  private static let plain = FakeTraining.experiment(
    """
    {"dataset": {"name": "mnist", "subset": {"train": [0, 100], "test": [0, 50]}},
     "architecture": [{"type": "conv2d", "out_channels": 2, "kernel_size": 5, "stride": 2},
       {"type": "relu"}, {"type": "flatten"}, {"type": "linear", "out_features": 10}],
     "loss": {"type": "softmax_cross_entropy"},
     "optimizer": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9},
     "training": {"epochs": 9, "batch_size": 32, "log_every_steps": 3,
       "early_stopping": {"metric": "train_loss", "mode": "max", "patience": 2}}}
    """, name: "small")

  private static let exampleNorms = FakeTraining.experiment(
    """
    {"dataset": {"name": "mnist", "subset": {"train": [0, 100], "test": [0, 50]}},
     "architecture": [{"type": "conv2d", "out_channels": 4, "kernel_size": 5, "stride": 3},
       {"type": "layer_norm"}, {"type": "relu"}, {"type": "group_norm", "num_groups": 2},
       {"type": "flatten"},
       {"type": "layer_norm", "affine": false}, {"type": "linear", "out_features": 10}],
     "loss": {"type": "softmax_cross_entropy"},
     "optimizer": {"type": "adam", "learning_rate": 0.01},
     "training": {"epochs": 3, "batch_size": 32, "log_every_steps": 1}}
    """, name: "small")

  /// A rate that follows a metric, averages of the weights, and no short batches.
  private static let averaged = FakeTraining.experiment(
    """
    {"dataset": {"name": "mnist", "subset": {"train": [0, 100], "test": [0, 50]}},
     "architecture": [{"type": "conv2d", "out_channels": 2, "kernel_size": 5, "stride": 2},
       {"type": "batch_norm"}, {"type": "relu"}, {"type": "flatten"},
       {"type": "linear", "out_features": 10}],
     "loss": {"type": "softmax_cross_entropy"},
     "optimizer": {"type": "adam", "learning_rate": 0.01},
     "schedule": {"type": "plateau", "metric": "test_loss", "patience": 0, "factor": 0.5},
     "training": {"epochs": 3, "batch_size": 25, "log_every_steps": 1, "drop_last": true,
       "ema": {"decay": 0.9}}}
    """, name: "small")

  /// Trains until as many steps were taken in this call, or to the end.
  private func train(
    _ recorder: RunRecorder, from state: TrainingState?, threads: Int, steps: Int = .max
  ) throws {
    let experiment = recorder.experiment
    let trainer = try Trainer(
      experiment, dataset: try experiment.dataset.load(), threads: threads, resuming: state)
    var taken = 0
    let outcome = try trainer.run(isStopped: { taken >= steps }) { event in
      if case .finishedStep = event { taken += 1 }
      try recorder.record(event)
    }
    try recorder.finish(outcome)
  }

  private func start(
    _ store: RunStore, _ experiment: ResolvedExperiment = plain
  ) throws -> RunRecorder {
    try store.create(
      experiment, dataSHA256: FakeTraining.data, provenance: FakeTraining.provenance)
  }

  @Test(arguments: [plain, modern, exampleNorms, averaged])
  func `a training stopped again and again ends in the same files`(
    experiment: ResolvedExperiment
  ) throws {
    let whole = TemporaryWorkspace()
    try train(try start(whole.store, experiment), from: nil, threads: 2)
    let pieces = TemporaryWorkspace()
    try train(try start(pieces.store, experiment), from: nil, threads: 1, steps: 2)
    for steps in [1, 1, 3, 2, 1, 100] {
      let resumed = try #require(try pieces.store.run("small-001").resume().ready)
      try train(resumed.recorder, from: resumed.state, threads: 3, steps: steps)
    }
    let expected = try whole.store.run("small-001")
    let found = try pieces.store.run("small-001")
    #expect(found.state == .finished)
    #expect(found.record.weightsSHA256 == expected.record.weightsSHA256)
    #expect(found.record.segments.count == 7)
    #expect(try expected.metrics().epochs == [1, 2, 3])
    for name in ["metrics.csv", "steps.csv", "predictions.csv", "definition.json"] {
      #expect(
        try found.folder.read(name, limit: 1 << 20)
          == expected.folder.read(name, limit: 1 << 20), "\(name)")
    }
    #expect(try found.checkpoint(step: 12) == expected.checkpoint(step: 12))
  }

  @Test(
    arguments: [
      ("no state of its plateau", { @Sendable state in state.plateau = nil }),
      (
        "1 epochs without a better value", { @Sendable state in state.plateau?.badEpochs = 1 }
      ),
      (
        "0 epochs without a better value at rate inf",
        { @Sendable state in state.plateau?.rate = .infinity }
      ),
      ("averages of 11 steps at step 12", { @Sendable state in state.averagedSteps = 11 }),
      (
        "it lacks the tensor ema.0.bias", { @Sendable state in _ = state.averages.remove(at: 0) }
      ),
    ] as [(String, @Sendable (inout TrainingState) -> Void)])
  func `a state that the definition cannot lead to is refused`(
    reason: String, change: @Sendable (inout TrainingState) -> Void
  ) throws {
    let workspace = TemporaryWorkspace()
    try train(try start(workspace.store, Self.averaged), from: nil, threads: 2)
    let run = try workspace.store.run("small-001")
    var checkpoint = try run.checkpoint(step: 12)
    #expect(checkpoint.weights.map(\.name) == checkpoint.state.model.map(\.name))
    #expect(checkpoint.weights.map(\.values) == checkpoint.state.averages.map(\.values))
    change(&checkpoint.state)
    try run.folder.folder("checkpoints").publish(
      CheckpointFile.encode(checkpoint), as: "step-00000012.safetensors")
    let error = #expect(throws: RunError.self) {
      try run.checkpoint(step: 12, of: Self.averaged)
    }
    #expect(error?.message.contains("is not this run's: \(reason)") == true, "\(reason)")
  }

  @Test
  func `the digest of an epoch is that of the weights in its checkpoint`() throws {
    let workspace = TemporaryWorkspace()
    try train(try start(workspace.store), from: nil, threads: 2)
    let run = try workspace.store.run("small-001")
    let digests = try run.metrics().weightsDigests
    for (epoch, digest) in digests.enumerated() {
      let checkpoint = try run.checkpoint(step: 4 * (epoch + 1))
      #expect(String(checkpoint.weightsSHA256.prefix(16)) == digest)
    }
    #expect(run.record.weightsSHA256.map { String($0.prefix(16)) } == digests.last)
    #expect(try run.checkpoints().map(\.step) == [0, 4, 8, 12])
  }
}
