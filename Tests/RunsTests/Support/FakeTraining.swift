import Engine
import Experiments
import Runs
import Training

/// A training that computes nothing: its states and results are functions of the step, so that
/// any way through stops and resumes must end in the same bytes.
struct FakeTraining {
  let experiment: ResolvedExperiment

  /// Two epochs of three steps by default, with a checkpoint every two steps.
  init(epochs: Int = 2, keepLast: Int = 2, everySteps: Int? = 2, everyEpochs: Int = 1) {
    let steps = everySteps.map { "\"every_steps\": \($0)," } ?? ""
    experiment = Self.experiment(
      """
      {"description": "a \\"fake\\" training", "seed": 42,
       "dataset": {"name": "mnist", "subset": {"train": [0, 40], "test": [0, 3]}},
       "architecture": [{"type": "avg_pool2d", "kernel_size": 28}, {"type": "flatten"},
         {"type": "linear", "out_features": 10}],
       "loss": {"type": "softmax_cross_entropy"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
       "training": {"epochs": \(epochs), "batch_size": 16},
       "checkpoint": {\(steps) "every_epochs": \(everyEpochs), "keep_last": \(keepLast)}}
      """)
  }

  init(_ experiment: ResolvedExperiment) {
    self.experiment = experiment
  }

  static func experiment(_ text: String, name: String = "fake") -> ResolvedExperiment {
    do {
      return try ResolvedExperiment(name: name, parsing: Array(text.utf8), file: "fake.json")
    } catch {
      preconditionFailure("\(error)")
    }
  }

  static let data = String(repeating: "da", count: 32)

  static let provenance = Provenance(
    benchVersion: "0.1.0", command: "bench run fake", threads: 2, isa: "avx2", host: "node7",
    os: "Linux x86_64", cpu: "AMD EPYC")

  /// The state after so many steps.
  func state(step: Int) -> TrainingState {
    let steps = experiment.stepsPerEpoch
    let batch = step % steps
    let epoch = step / steps
    let examples = batch * experiment.training.batchSize
    let best = (1...max(1, epoch)).min { trainLoss(epoch: $0) < trainLoss(epoch: $1) } ?? 1
    return TrainingState(
      step: step, epoch: epoch, batch: batch,
      model: [
        tensor("model.2.weight", [10, 1], step), tensor("model.2.bias", [10], step + 100),
      ],
      optimizer: [
        tensor("optimizer.momentum.2.weight", [10, 1], step + 200),
        tensor("optimizer.momentum.2.bias", [10], step + 300),
      ],
      unfinished: EpochSums(loss: Double(examples) / 3, correct: examples / 2, examples: examples),
      best: epoch == 0
        ? nil : BestEpoch(epoch: best, step: best * steps, value: trainLoss(epoch: best)))
  }

  private func tensor(_ name: String, _ dimensions: [Int], _ seed: Int) -> NamedTensor {
    let count = dimensions.reduce(1, *)
    return NamedTensor(
      name: name, dimensions: dimensions,
      values: (0..<count).map { Float(seed * 17 + $0) / 7 })
  }

  private func trainLoss(epoch: Int) -> Double { abs(Double(epoch) - 1.25) + 0.1 }

  func result(epoch: Int) -> EpochResult {
    let weights = state(step: epoch * experiment.stepsPerEpoch).model
    return EpochResult(
      epoch: epoch, step: epoch * experiment.stepsPerEpoch, learningRate: 0.1,
      train: PartMetrics(loss: trainLoss(epoch: epoch), accuracy: 0.5), validation: nil,
      test: PartMetrics(loss: 2 / Double(epoch), accuracy: 1 / 3.0),
      weightsSHA256: SHA256Digest.weights(weights).description, seconds: 0.25,
      examplesPerSecond: 400)
  }

  var predictions: [Prediction] {
    (0..<3).map {
      Prediction(index: $0, label: 7, prediction: Double($0), probability: 1 / Float($0 + 3))
    }
  }

  /// Trains from a state to the end, or to a step at which it is stopped.
  ///
  /// - Parameter reached: called when an event has been recorded and thus reported.
  func run(
    _ recorder: RunRecorder, from start: TrainingState?, stoppingAt last: Int? = nil,
    reached: (TrainingEvent) -> Void = { _ in }
  ) throws {
    func tell(_ event: TrainingEvent) throws {
      try recorder.record(event)
      reached(event)
    }
    if start == nil { try tell(.reachedCheckpoint(state(step: 0))) }
    var step = start?.step ?? 0
    while step < experiment.totalSteps {
      step += 1
      let isEpochEnd = step % experiment.stepsPerEpoch == 0
      let epoch = step / experiment.stepsPerEpoch
      if isEpochEnd { try tell(.finishedEpoch(result(epoch: epoch))) }
      let isStep = experiment.checkpoint.everySteps.map { step % $0 == 0 } ?? false
      let isEpoch =
        isEpochEnd
        && (epoch % experiment.checkpoint.everyEpochs == 0 || step == experiment.totalSteps)
      if isStep || isEpoch || step == last { try tell(.reachedCheckpoint(state(step: step))) }
      if step == last { return try recorder.finish(.stopped(step: step)) }
    }
    try tell(.finishedPredictions(predictions))
    try recorder.finish(.finished)
  }
}

extension RunStore {
  static func memory(_ files: any FileSystem) -> RunStore {
    RunStore(workspace: Workspace(path: "/w"), files: files)
  }

  func start(_ training: FakeTraining, name: String? = nil) throws -> RunRecorder {
    try create(
      training.experiment, dataSHA256: FakeTraining.data, name: name,
      provenance: FakeTraining.provenance)
  }
}

extension Run {
  func resume(from point: ResumePoint = .latest) throws -> Resumption {
    try resume(
      from: point, dataSHA256: FakeTraining.data, provenance: FakeTraining.provenance)
  }
}

extension Resumption {
  /// The run to go on with; nil where there is nothing left to do.
  var ready: ResumedRun? {
    if case .ready(let run) = self { run } else { nil }
  }
}
