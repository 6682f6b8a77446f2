package import Datasets
package import Engine
package import Experiments
import Files

/// Trains a resolved experiment from its first step, or from a state, to its end.
///
/// The loop is synchronous and reads from top to bottom. All events go to a listener. The trainer
/// opens no file and prints nothing.
package final class Trainer {
  package let experiment: ResolvedExperiment
  private let dataset: LoadedDataset
  let network: Network
  let kernels: Kernels
  private let validation: OrderedExamples?
  /// nil if there is no test part.
  private let test: OrderedExamples?
  /// Cached: reading them copies the experiment.
  private let (stepsPerEpoch, totalSteps): (Int, Int)
  private let isClassification: Bool
  /// The outputs of an example.
  private let outputs: Int
  private let units: TargetUnits
  /// The examples of every epoch if all are the same; nil if each has its own order or changes.
  private let unchanging: OrderedExamples?
  private var state: TrainingState
  /// The step of the newest state that listeners were given at an epoch's end or a start.
  private var savedStep: Int?

  /// - Parameters:
  ///   - dataset: the experiment's loaded data.
  ///   - threads: any number; it never changes a result.
  ///   - resuming: the state to continue from; nil to draw the initial weights.
  ///   - given: without a state, tensors of the model that replace the drawn ones of their names.
  /// - Throws: a layer that does not fit. Resolved experiments have none.
  package init(
    _ experiment: ResolvedExperiment, dataset: LoadedDataset, threads: Int,
    kernels: Kernels = .best, resuming: TrainingState? = nil, given: [NamedTensor] = []
  ) throws(ShapeMismatch) {
    self.experiment = experiment
    (stepsPerEpoch, totalSteps) = (experiment.stepsPerEpoch, experiment.totalSteps)
    isClassification = experiment.isClassification
    outputs = experiment.layers.last?.output.count ?? 0
    self.dataset = dataset
    units = TargetUnits(dataset.encoding.targets, experiment.loss)
    self.kernels = kernels
    validation = dataset.validation.map { OrderedExamples($0, kernels: kernels) }
    test = dataset.test.count > 0 ? OrderedExamples(dataset.test, kernels: kernels) : nil
    let isUnchanging = !experiment.training.shuffle && experiment.dataset.augmentation == nil
    unchanging = isUnchanging ? OrderedExamples(dataset.train, kernels: kernels) : nil
    network = try Network(
      architecture: experiment.architecture, input: experiment.inputShape,
      loss: experiment.loss.weighted(by: dataset),
      optimizer: experiment.optimizer, seed: experiment.seed,
      batchCapacity: experiment.training.batchSize,
      averageDecay: experiment.training.averageDecay, threads: threads, kernels: kernels,
      keepsOutputs: units.needOutputs || FurtherMetrics.needOutputs(experiment.training.metrics))
    if let resuming {
      network.restore(model: resuming.model, optimizer: resuming.optimizer)
      network.restore(averages: resuming.averages)
      state = resuming
      savedStep = resuming.step
    } else {
      network.initialize()
      if !given.isEmpty { network.replace(given) }
      network.restartAverages()
      state = TrainingState(
        step: 0, epoch: 0, batch: 0, model: [], optimizer: [], unfinished: EpochSums(), best: nil,
        plateau: PlateauState(of: experiment))
    }
  }

  /// The number of training threads: as many as requested, or fewer if the system cannot start
  /// more.
  package var threads: Int { network.threads }

  /// Trains to the experiment's last epoch, or to the end that early stopping sets.
  ///
  /// - Parameters:
  ///   - isStopped: called before every step and every evaluated batch.
  ///   - listen: called with every event. An error that it throws ends the training.
  package func run(
    isStopped: () -> Bool = { false }, listen: (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    if savedStep == nil { try save(listen) }
    while !isAtEnd {
      let start = ContinuousClock.now
      let examplesBefore = state.unfinished.examples
      if let outcome = try trainEpoch(isStopped: isStopped, listen: listen) { return outcome }
      let trained = ContinuousClock.now
      let parts = network.withAverages { evaluate(isStopped: isStopped) }
      guard let parts else { return try stop(listen) }
      guard network.weightsAreFinite else { return diverged(.weights) }
      let trainSeconds = start.duration(to: trained).seconds
      let examples = state.unfinished.examples - examplesBefore
      let result = EpochResult(
        epoch: state.epoch + 1, step: state.step,
        learningRate: Float(exactRate(at: state.step - 1)),
        train: metrics(state.unfinished), validation: parts.validation, test: parts.test,
        weightsSHA256: network.parameters.sha256.description,
        seconds: start.duration(to: .now).seconds,
        examplesPerSecond: trainSeconds > 0 ? Double(examples) / trainSeconds : 0)
      finish(result)
      try listen(.finishedEpoch(result))
      if isEpochSaved { try save(listen) }
    }
    if let judging = test ?? validation {
      let evaluation = evaluation(of: judging)
      try listen(.finishedPredictions(network.withAverages { evaluation.predictions() }))
    }
    return .finished
  }

  /// Trains the batches that are left of the unfinished epoch; returns an outcome only if the
  /// training ends here.
  private func trainEpoch(
    isStopped: () -> Bool, listen: (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome? {
    let source =
      unchanging
      ?? OrderedExamples(
        dataset.train, experiment, epoch: state.epoch + 1, kernels: network.kernels)
    let batchSize = experiment.training.batchSize
    while state.batch < stepsPerEpoch {
      if isStopped() { return try stop(listen) }
      let start = state.batch * batchSize
      let range = start..<min(start + batchSize, source.count)
      let exactRate = exactRate(at: state.step)
      let rate = Float(exactRate)
      network.train(
        on: source, range, rate: rate, exactRate: exactRate, step: state.step,
        optimizerStep: state.optimizerSteps, keepsGradient: isLogged(step: state.step + 1))
      network.average(isFirst: state.averagedSteps == 0)
      count(range, of: source)
      guard state.unfinished.loss.isFinite else { return diverged(.loss) }
      guard network.clippedNormIsFinite else { return diverged(.gradientNorm) }
      try listen(
        .finishedStep(
          StepResult(
            step: state.step, epoch: state.epoch + 1, batch: state.batch, learningRate: rate,
            sums: state.unfinished, examples: range.count, log: log(of: range, in: source))))
      if isStepSaved {
        guard network.weightsAreFinite else { return diverged(.weights) }
        try save(listen)
      }
    }
    return nil
  }

  /// Adds a trained batch to the state. Sums are read and written as a whole: a reference into the
  /// state, held during a call, would have to be checked at every step.
  private func count(_ range: Range<Int>, of source: OrderedExamples) {
    var sums = state.unfinished
    units.addLosses(of: range, in: source, network.results, to: &sums.loss)
    sums.correct += source.correct(range, in: network.results)
    sums.examples += range.count
    state.unfinished = sums
    state.step += 1
    state.optimizerSteps += 1
    if experiment.training.averageDecay != nil { state.averagedSteps += 1 }
    state.batch += 1
  }

  /// Whether steps.csv gets a row for a step, counted from 1.
  private func isLogged(step: Int) -> Bool {
    experiment.training.logEverySteps.map { step % $0 == 0 } ?? false
  }

  /// Returns the row of steps.csv for the last step; nil if it gets none.
  private func log(of range: Range<Int>, in source: OrderedExamples) -> StepLog? {
    guard isLogged(step: state.step) else { return nil }
    var loss = 0.0
    units.addLosses(of: range, in: source, network.results, to: &loss)
    return StepLog(
      trainLoss: loss / Double(range.count), gradientNorm: network.gradientNorm())
  }

  /// Adds a finished epoch to the state.
  private func finish(_ result: EpochResult) {
    let metric = experiment.checkpoint.best
    state.best = result.best(of: metric, after: state.best, isBetter: metric.isBetter)
    if let stopping = experiment.training.earlyStopping {
      state.stoppingBest = result.best(
        of: stopping.metric, after: state.stoppingBest, isBetter: stopping.isBetter)
    }
    if let (plateau, metric) = experiment.schedule.plateau, let value = result.value(of: metric) {
      state.plateau?.finishEpoch(value, largerIsBetter: metric.direction == .higher, plateau)
    }
    state.epoch = result.epoch
    state.batch = 0
    state.unfinished = EpochSums()
  }

  /// The learning rate of a step of the unfinished epoch before it is rounded.
  private func exactRate(at step: Int) -> Double {
    experiment.schedule.exactRate(
      at: step, of: totalSteps, base: state.plateau?.rate ?? experiment.optimizer.learningRate)
  }
}

// MARK: Saving and stopping

extension Trainer {
  /// Whether no epoch is left to train.
  private var isAtEnd: Bool {
    state.epoch == experiment.training.epochs || state.isStoppedEarly(experiment.training)
  }

  private var isEpochSaved: Bool {
    let policy = experiment.checkpoint
    return isAtEnd
      || state.epoch % policy.everyEpochs == 0
      || policy.everySteps.map { state.step % $0 == 0 } ?? false
  }

  /// Steps inside an epoch; its last one is saved after the evaluation, if at all.
  private var isStepSaved: Bool {
    guard let every = experiment.checkpoint.everySteps else { return false }
    return state.step % every == 0 && state.batch < stepsPerEpoch
  }

  private func save(_ listen: (TrainingEvent) throws -> Void) throws {
    state = currentState
    savedStep = state.step
    try listen(.reachedCheckpoint(state))
  }

  /// The state with the network's tensors.
  package var currentState: TrainingState {
    var state = state
    state.model = network.parameters.model
    state.optimizer = network.parameters.optimizerState
    state.averages = network.averagedModel
    return state
  }

  private func stop(_ listen: (TrainingEvent) throws -> Void) throws -> TrainingOutcome {
    if savedStep != state.step {
      guard network.weightsAreFinite else { return diverged(.weights) }
      try save(listen)
    }
    return .stopped(step: state.step)
  }

  private func diverged(_ cause: DivergenceCause) -> TrainingOutcome {
    .diverged(
      step: state.step, epoch: state.epoch + 1, batch: state.batch,
      loss: state.unfinished.meanLoss, cause: cause)
  }
}

// MARK: Evaluating

extension Trainer {
  /// The metrics of the parts that are not trained; nil if stopped.
  private func evaluate(
    isStopped: () -> Bool
  ) -> (validation: PartMetrics?, test: PartMetrics?)? {
    var found: [PartMetrics?] = []
    for part in [validation, test] {
      guard let part else {
        found.append(nil)
        continue
      }
      guard let results = evaluation(of: part).results(isStopped: isStopped) else { return nil }
      found.append(metrics(results.sums, further: results.further))
    }
    return (found[0], found[1])
  }

  func evaluation(of part: OrderedExamples) -> Evaluation {
    Evaluation(
      network: network, source: part, hasSingleOutput: outputs == 1, units: units,
      further: experiment.training.metrics, outputs: outputs)
  }

  func metrics(_ sums: EpochSums, further: [MetricQuantity: Double] = [:]) -> PartMetrics {
    PartMetrics(
      loss: sums.meanLoss, accuracy: isClassification ? sums.accuracy : nil, further: further)
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
