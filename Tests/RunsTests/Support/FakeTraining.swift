import Datasets
import Engine
import Experiments
import Files
import Runs
import Training

/// A training that computes nothing: its states and results are functions of the step, so that
/// any way through stops and resumes must end in the same bytes.
struct FakeTraining {
  let experiment: ResolvedExperiment

  /// Two epochs of three steps by default, with a checkpoint every two steps.
  ///
  /// - Parameter logEverySteps: with it there is a steps.csv, and an early stopping that never
  ///   comes to pass.
  init(
    epochs: Int = 2, keepLast: Int = 2, everySteps: Int? = 2, everyEpochs: Int = 1,
    logEverySteps: Int? = nil
  ) {
    let log = logEverySteps.map {
      """
      "log_every_steps": \($0), "early_stopping": {"metric": "train_loss", "patience": 1000},
      """
    }
    let steps = everySteps.map { "\"every_steps\": \($0)," } ?? ""
    experiment = Self.experiment(
      """
      {"description": "a \\"fake\\" training", "seed": 42,
       "dataset": {"name": "mnist", "subset": {"train": [0, 40], "test": [0, 3]}},
       "architecture": [{"type": "avg_pool2d", "kernel_size": 28}, {"type": "flatten"},
         {"type": "linear", "out_features": 10}],
       "loss": {"type": "softmax_cross_entropy"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
       "training": {\(log ?? "") "epochs": \(epochs), "batch_size": 16},
       "checkpoint": {\(steps) "every_epochs": \(everyEpochs), "keep_last": \(keepLast)}}
      """)
  }

  init(_ experiment: ResolvedExperiment) {
    self.experiment = experiment
  }

  static func experiment(_ text: String, name: String = "fake") -> ResolvedExperiment {
    do {
      return try ExperimentDefinition(name: name, parsing: Array(text.utf8), file: "fake.json")
        .resolved(by: DataFileInspector())
    } catch {
      preconditionFailure("\(error)")
    }
  }

  static let data = String(repeating: "da", count: 32)

  static let provenance = Provenance(
    benchVersion: "0.1.0", command: "bench run fake", threads: 2, isa: "avx2", host: "node7",
    os: "Linux x86_64", cpu: "AMD EPYC")

  /// The state after so many steps.
  ///
  /// - Parameter isEvaluated: false: before the evaluation that ends the step's epoch.
  func state(step: Int, isEvaluated: Bool = true) -> TrainingState {
    let steps = experiment.stepsPerEpoch
    let epoch = isEvaluated ? step / steps : (step - 1) / steps
    let batch = step - epoch * steps
    let examples = min(batch * experiment.training.batchSize, experiment.trainCount)
    let bestEpoch = (1...max(1, epoch)).min { trainLoss(epoch: $0) < trainLoss(epoch: $1) } ?? 1
    let best =
      epoch == 0
      ? nil
      : BestEpoch(
        epoch: bestEpoch, step: bestEpoch * steps, value: trainLoss(epoch: bestEpoch))
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
      best: best, stoppingBest: experiment.training.earlyStopping == nil ? nil : best)
  }

  /// What is told of a step.
  func result(step: Int) -> StepResult {
    let state = state(step: step, isEvaluated: false)
    var result = StepResult(
      step: step, epoch: state.epoch + 1, batch: state.batch, learningRate: 0.1,
      sums: state.unfinished, examples: 16)
    if let every = experiment.training.logEverySteps, step % every == 0 {
      result.log = StepLog(trainLoss: 1 / Double(step), gradientNorm: Double(step) / 3)
    }
    return result
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

  /// Where a training is stopped.
  enum Stop: Hashable {
    case never
    case after(step: Int)
    /// Before the evaluation of the epoch that this step ends.
    case evaluating(step: Int)
  }

  /// Trains from a state to the end, or to where it is stopped.
  ///
  /// - Parameter reached: called when an event has been recorded and thus reported.
  func run(
    _ recorder: RunRecorder, from start: TrainingState?, stopping stop: Stop = .never,
    reached: (TrainingEvent) -> Void = { _ in }
  ) throws {
    func tell(_ event: TrainingEvent) throws {
      try recorder.record(event)
      reached(event)
    }
    let policy = experiment.checkpoint
    if start == nil { try tell(.reachedCheckpoint(state(step: 0))) }
    var step = start?.step ?? 0
    var isUnevaluated = start.map { $0.batch == experiment.stepsPerEpoch } ?? false
    while isUnevaluated || step < experiment.totalSteps {
      if !isUnevaluated {
        step += 1
        try tell(.finishedStep(result(step: step)))
      }
      isUnevaluated = false
      let isEpochEnd = step % experiment.stepsPerEpoch == 0
      if stop == .evaluating(step: step) {
        precondition(isEpochEnd)
        try tell(.reachedCheckpoint(state(step: step, isEvaluated: false)))
        return try recorder.finish(.stopped(step: step))
      }
      let epoch = step / experiment.stepsPerEpoch
      if isEpochEnd { try tell(.finishedEpoch(result(epoch: epoch))) }
      let isStep = policy.everySteps.map { step % $0 == 0 } ?? false
      let isEpoch =
        isEpochEnd && (epoch % policy.everyEpochs == 0 || step == experiment.totalSteps)
      let isLast = stop == .after(step: step)
      if isStep || isEpoch || isLast { try tell(.reachedCheckpoint(state(step: step))) }
      if isLast { return try recorder.finish(.stopped(step: step)) }
    }
    try tell(.finishedPredictions(predictions))
    try recorder.finish(.finished)
  }
}

extension RunStore {
  static func memory(_ files: any FileSystem) -> RunStore {
    RunStore(workspace: Workspace(path: "/w"), files: files, savesInBackground: false)
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
