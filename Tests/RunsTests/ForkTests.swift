import Datasets
import Engine
import Experiments
import Files
import Runs
import Testing
import Training

/// Forks by the real trainer on a real disk.
struct ForkTests {
  private static let optimizers = [
    "momentum": #"{"type": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": true}"#,
    "adamw": #"{"type": "adamw", "learning_rate": 0.01, "clip_norm": 1}"#,
    "plain": #"{"type": "sgd", "learning_rate": 0.05}"#,
  ]

  /// Four steps an epoch, the last one short; everything that a state can have.
  private static func experiment(
    epochs: Int, optimizer: String = "momentum", batch: Int = 32, test: String = "[0, 50]",
    log: String = "3"
  ) -> ResolvedExperiment {
    FakeTraining.experiment(
      """
      {"dataset": {"name": "mnist", "subset": {"train": [0, 100], "test": \(test)}},
       "architecture": [{"type": "conv2d", "out_channels": 2, "kernel_size": 5, "stride": 2},
         {"type": "batch_norm"}, {"type": "relu"}, {"type": "flatten"}, {"type": "dropout"},
         {"type": "linear", "out_features": 10}],
       "loss": {"type": "softmax_cross_entropy"},
       "optimizer": \(optimizers[optimizer] ?? optimizer),
       "checkpoint": {"every_steps": 3, "keep_last": 2},
       "training": {"epochs": \(epochs), "batch_size": \(batch), "log_every_steps": \(log),
         "early_stopping": {"metric": "train_loss", "patience": 50}}}
      """, name: "small")
  }

  private static func train(
    _ recorder: RunRecorder, from state: TrainingState?, steps: Int = .max
  ) throws {
    let experiment = recorder.experiment
    let trainer = try Trainer(
      experiment, dataset: try experiment.dataset.load(), threads: 2, resuming: state)
    var taken = 0
    let outcome = try trainer.run(isStopped: { taken >= steps }) { event in
      if case .finishedStep = event { taken += 1 }
      try recorder.record(event)
    }
    try recorder.finish(outcome)
  }

  private static func start(
    _ store: RunStore, _ experiment: ResolvedExperiment, steps: Int = .max
  ) throws -> Run {
    let dataSHA256 = try experiment.dataset.dataSHA256()
    let recorder = try store.create(
      experiment, dataSHA256: dataSHA256, provenance: FakeTraining.provenance)
    try train(recorder, from: nil, steps: steps)
    return try store.run(recorder.id)
  }

  private static func fork(
    _ run: Run, at point: ResumePoint = .latest, _ experiment: ResolvedExperiment,
    steps: Int = .max
  ) throws -> Run {
    let store = RunStore(workspace: run.workspace)
    let dataSHA256 = try experiment.dataset.dataSHA256()
    let source = try ForkSource(run, at: point, for: experiment)
    let plan = try source.plan(experiment, dataSHA256: dataSHA256)
    let recorder = try store.fork(
      source, by: plan, experiment, dataSHA256: dataSHA256, provenance: FakeTraining.provenance)
    try train(recorder, from: plan.state, steps: steps)
    return try store.run(recorder.id)
  }

  private static func resume(_ run: Run, steps: Int = .max) throws -> Run {
    let dataSHA256 = try run.experiment().dataset.dataSHA256()
    let resumption = try run.resume(dataSHA256: dataSHA256, provenance: FakeTraining.provenance)
    let resumed = try #require(resumption.ready)
    try train(resumed.recorder, from: resumed.state, steps: steps)
    return try RunStore(workspace: run.workspace).run(run.id)
  }

  /// Every file that has no times in it but for the checkpoints.
  private static func expectSame(_ found: Run, _ expected: Run) throws {
    #expect(found.state == .finished)
    #expect(found.record.weightsSHA256 == expected.record.weightsSHA256)
    for name in ["metrics.csv", "steps.csv", "predictions.csv", "definition.json"] {
      #expect(
        try found.folder.read(name, limit: 1 << 20)
          == expected.folder.read(name, limit: 1 << 20), "\(name)")
    }
    let last = try #require(try expected.checkpoints().last).step
    var state = try found.checkpoint(step: last).state
    let other = try expected.checkpoint(step: last).state
    // Of the epochs before, a fork has no weights to be the best.
    state.best = other.best
    #expect(state == other)
  }

  @Test(arguments: ["momentum", "adamw", "plain"], [Int.max, 8, 6, 3])
  func `a fork that only goes on longer is the run that was longer from the start`(
    optimizer: String, steps: Int
  ) throws {
    let workspace = TemporaryWorkspace()
    let store = workspace.store
    let long = try Self.start(store, Self.experiment(epochs: 4, optimizer: optimizer))
    let short = try Self.start(
      store, Self.experiment(epochs: 2, optimizer: optimizer), steps: steps)
    let fork = try Self.fork(short, Self.experiment(epochs: 4, optimizer: optimizer))
    try Self.expectSame(fork, long)
    #expect(fork.record.runKey != long.record.runKey)
    #expect(fork.record.parent?.run == short.id)
    let step = min(steps, 8)
    #expect(fork.record.parent?.source.step == step)
    #expect(fork.record.segments.map(\.fromStep) == [step])
    // Stopped after step 8, epoch 2 was not evaluated yet.
    #expect(try fork.timing().rows.first?.epoch == (steps > 8 ? 3 : (steps - 1) / 4 + 1))
    // Its first is kept however many follow.
    #expect(try fork.checkpoints().first?.step == step)
    #expect(try fork.checkpoints().count <= 4)
  }

  @Test func `a fork stopped and resumed is the same, and needs its parent for nothing`() throws {
    let workspace = TemporaryWorkspace()
    let parent = try Self.start(workspace.store, Self.experiment(epochs: 2, optimizer: "plain"))
    let changed = Self.experiment(epochs: 5, optimizer: "adamw", test: "[10, 30]", log: "2")
    let whole = try Self.fork(parent, changed)
    var pieces = try Self.fork(parent, changed, steps: 0)
    let folder = try RunFolder(
      path: workspace.path + "/runs", printed: "runs", files: SystemFiles())
    try folder.rename(parent.id, to: "gone")
    for steps in [1, 2, 1, 4] { pieces = try Self.resume(pieces, steps: steps) }
    try Self.expectSame(try Self.resume(pieces), whole)
    #expect(pieces.record.runKey == whole.record.runKey)
    for listing in try whole.checkpoints() {
      let name = "step-000000\(listing.step < 10 ? "0" : "")\(listing.step).safetensors"
      let path = "checkpoints"
      #expect(
        try whole.folder.folder(path).read(name, limit: 1 << 20)
          == pieces.folder.folder(path).read(name, limit: 1 << 20), "\(name)")
    }
    let rows = try whole.metrics()
    #expect(rows.epochs == [1, 2, 3, 4, 5])
    #expect(rows.values(of: "test_loss")?.map(\.isNaN) == [true, true, false, false, false])
    #expect(rows.values(of: "train_loss")?.contains { $0.isNaN } == false)
    let steps = try whole.folder.read("steps.csv", limit: 1 << 20)
    let lines = String(decoding: steps, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines.count == 11)
    #expect(lines[1] == "2,nan,nan,nan" && !lines[3].contains("nan"))
  }

  @Test func `a fork of a fork goes on, and the first is never lost`() throws {
    let workspace = TemporaryWorkspace()
    let long = try Self.start(workspace.store, Self.experiment(epochs: 6))
    var run = try Self.start(workspace.store, Self.experiment(epochs: 2))
    for epochs in [4, 6] { run = try Self.fork(run, Self.experiment(epochs: epochs)) }
    try Self.expectSame(run, long)
    #expect(run.record.parent?.epoch == 4)
  }

  @Test func `batches of another size go on from an epoch's end`() throws {
    let workspace = TemporaryWorkspace()
    let parent = try Self.start(workspace.store, Self.experiment(epochs: 2, optimizer: "adamw"))
    let experiment = Self.experiment(epochs: 3, optimizer: "adamw", batch: 50)
    let fork = try Self.fork(parent, experiment)
    #expect(try fork.metrics().steps == [2, 4, 6])
    #expect(try fork.checkpoint(step: 6).state.optimizerSteps == 10)
    #expect(
      try fork.metrics().weightsDigests.prefix(2) == parent.metrics().weightsDigests.prefix(2))
    let error = #expect(throws: RunError.self) {
      try Self.fork(parent, at: .step(6), experiment)
    }
    #expect(error?.kind == .usage)
    #expect(
      error?.message == "small-001: step-00000006.safetensors is inside epoch 2, at batch 2, and "
        + "its rest is not the same: changed is training.batch_size")
    #expect(error?.advice == ["from an epoch's end: \(command: .fork(run: "small-001", step: 0))"])
  }

  /// Adam's first step moves each weight by the rate: bias correction starts with its moments.
  @Test func `an optimizer that starts afresh takes its bias out afresh`() throws {
    let workspace = TemporaryWorkspace()
    let parent = try Self.start(workspace.store, Self.experiment(epochs: 2))
    let optimizer = #"{"type": "adam", "learning_rate": 0.001}"#
    let fork = try Self.fork(parent, Self.experiment(epochs: 9, optimizer: optimizer), steps: 1)
    let before = try fork.checkpoint(step: 8).state.model
    let after = try fork.checkpoint(step: 9).state.model
    let bias = try #require(before.firstIndex { $0.name == "model.5.bias" })
    for (old, new) in zip(before[bias].values, after[bias].values) {
      let distance = abs(new - old)
      #expect(distance > 0.00098 && distance < 0.00101)
    }
  }

  @Test func `equal sources and changes have equal keys, other sources other keys`() throws {
    let workspace = TemporaryWorkspace()
    let first = try Self.start(workspace.store, Self.experiment(epochs: 2))
    let second = try Self.start(workspace.store, Self.experiment(epochs: 2))
    // The same weights at step 0, but rows and slots of another training after it.
    let other = try Self.start(workspace.store, Self.experiment(epochs: 2, test: "[10, 30]"))
    let keys = try [first, second, other].map {
      try Self.fork($0, at: .step(8), Self.experiment(epochs: 3)).record.runKey
    }
    #expect(first.record.weightsSHA256 == other.record.weightsSHA256)
    #expect(keys[0] == keys[1])
    #expect(keys[0] != keys[2])
  }
}
