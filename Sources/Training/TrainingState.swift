package import Engine
package import Experiments

/// Everything that a training needs to continue with the same bits.
///
/// There is no state of a generator: randomness is a function of (seed, purpose, index).
package struct TrainingState: Hashable, Sendable {
  /// The number of optimizer steps.
  package var step: Int
  /// Epochs finished.
  package var epoch: Int
  /// Batches trained of the unfinished epoch; 0 at an epoch's end.
  package var batch: Int
  /// `model.<layer>.<name>`, in the layers' order.
  package var model: [NamedTensor]
  /// `optimizer.<slot>.<layer>.<name>`, slot by slot in the layers' order.
  package var optimizer: [NamedTensor]
  /// `ema.<layer>.<name>`, in the layers' order: the averages of the weights; empty without.
  package var averages: [NamedTensor]
  /// The number of steps that are averaged.
  package var averagedSteps: Int
  /// The number of steps in the optimizer's slots. It differs from `step` only in a fork that
  /// starts the slots afresh or counts steps anew.
  package var optimizerSteps: Int
  /// Sums over the examples trained so far in the unfinished epoch.
  package var unfinished: EpochSums
  /// The best epoch so far; nil before the first.
  package var best: BestEpoch?
  /// The best epoch by the metric of early stopping; nil before the first, or without.
  package var stoppingBest: BestEpoch?
  /// The state of a `plateau` schedule; nil for other schedules.
  package var plateau: PlateauState?

  /// - Parameter optimizerSteps: nil: as many as `step`.
  package init(
    step: Int, epoch: Int, batch: Int, model: [NamedTensor], optimizer: [NamedTensor],
    averages: [NamedTensor] = [], averagedSteps: Int = 0, optimizerSteps: Int? = nil,
    unfinished: EpochSums, best: BestEpoch?, stoppingBest: BestEpoch? = nil,
    plateau: PlateauState? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.batch = batch
    self.model = model
    self.optimizer = optimizer
    self.averages = averages
    self.averagedSteps = averagedSteps
    self.optimizerSteps = optimizerSteps ?? step
    self.unfinished = unfinished
    self.best = best
    self.stoppingBest = stoppingBest
    self.plateau = plateau
  }
}

extension TrainingState {
  /// All tensors of a checkpoint.
  package var tensors: [NamedTensor] { model + optimizer + averages }

  /// Whether early stopping ends the training here: the metric it watches was not better in any of
  /// the last `patience` epochs.
  package func isStoppedEarly(_ training: TrainingConfiguration) -> Bool {
    guard let stopping = training.earlyStopping else { return false }
    return epoch - (stoppingBest?.epoch ?? 0) >= stopping.patience
  }
}

/// Sums over examples in the epoch's order: single float32 losses widened to float64, and
/// right answers.
package struct EpochSums: Hashable, Sendable {
  package var loss: Double
  package var correct: Int
  package var examples: Int

  package init(loss: Double = 0, correct: Int = 0, examples: Int = 0) {
    self.loss = loss
    self.correct = correct
    self.examples = examples
  }

  package var meanLoss: Double { loss / Double(examples) }
  package var accuracy: Double { Double(correct) / Double(examples) }
}

/// The epoch at which the chosen metric was best, and its value; the first of equals.
package struct BestEpoch: Hashable, Sendable {
  package var epoch: Int
  package var step: Int
  package var value: Double

  package init(epoch: Int, step: Int, value: Double) {
    self.epoch = epoch
    self.step = step
    self.value = value
  }
}

extension PlateauState {
  /// The state before the first epoch; nil if the schedule has none.
  package init?(of experiment: ResolvedExperiment) {
    guard let metric = experiment.schedule.plateau?.metric else { return nil }
    self.init(
      rate: experiment.optimizer.learningRate, largerIsBetter: metric.direction == .higher)
  }
}
