import Engine
package import Experiments
import JSON
package import Training

/// What a training by another definition takes over from a checkpoint: a decision without effects.
///
/// - The weights always. They must have exactly the expected shapes.
/// - The optimizer's slots and their number of steps, if the new optimizer has the same slots;
///   otherwise they start at 0, and with them Adam's bias correction.
/// - The weights' averages, if both trainings keep them; otherwise they start here.
/// - The epoch. Steps continue if an epoch has as many as before; otherwise they are counted anew,
///   `epoch × stepsPerEpoch`, so that schedules and checkpoints follow the new definition.
/// - The unfinished epoch, if everything that determines its order and its loss is the same.
/// - The best epoch only if it is this one, because the fork does not have the weights of others.
/// - Early stopping's count and a plateau's state, if nothing changes but the length of the training
///   and what is kept; otherwise patience starts here, and the rate at that of the optimizer.
package struct ForkPlan: Hashable, Sendable {
  /// A definition, and the digest of its data files.
  package struct Side: Sendable {
    package let experiment: ResolvedExperiment
    package let dataSHA256: String

    package init(_ experiment: ResolvedExperiment, dataSHA256: String) {
      self.experiment = experiment
      self.dataSHA256 = dataSHA256
    }
  }

  /// The state with which the fork begins.
  package let state: TrainingState
  package let measures: ForkMetrics
  /// Whether the optimizer's slots start at 0 although there were others or the new one has some.
  package let hasFreshOptimizer: Bool
  /// Whether the same epoch ends at another step than in the parent.
  package let countsStepsAnew: Bool

  /// - Parameters:
  ///   - found: the state of the parent.
  ///   - metrics: the rows that its checkpoint counts.
  package init(
    from found: TrainingState, metrics: MetricsTable, of parent: Side, to fork: Side
  ) throws(ForkRefusal) {
    let experiment = fork.experiment
    let measures = ForkMetrics(parent, fork)
    try Self.check(found, of: parent, to: fork, measures)
    let hasSameSlots = parent.experiment.optimizer.slots == experiment.optimizer.slots
    var state = ExpectedTensors(experiment).ordered(found)
    if found.batch == 0 { state.step = found.epoch * experiment.stepsPerEpoch }
    if !hasSameSlots {
      let slots = ExpectedTensors(experiment).optimizer
      state.optimizer = slots.map(\.zeros)
      state.optimizerSteps = slots.isEmpty ? state.step : 0
    }
    if state.averages.isEmpty {
      state.averages =
        experiment.training.averageDecay == nil
        ? [] : state.model.map { $0.renamed(from: "model", to: "ema") }
      state.averagedSteps = 0
    }
    let isEpochEnd = found.batch == 0
    state.best = isEpochEnd ? metrics.epoch(of: state, experiment.checkpoint.best, measures) : nil
    if !Self.isSameTraining(parent, fork) {
      state.plateau = PlateauState(of: experiment)
      state.stoppingBest = experiment.training.earlyStopping.flatMap { stopping in
        metrics.epoch(of: state, stopping.metric, measures) ?? stopping.none(at: state)
      }
    }
    if let stopping = experiment.training.earlyStopping,
      state.isStoppedEarly(experiment.training)
    {
      throw .endedEarly(stopping, since: state.stoppingBest?.epoch ?? 0)
    }
    self.state = state
    self.measures = measures
    hasFreshOptimizer = !hasSameSlots
    countsStepsAnew = state.step != found.step
  }

  /// The step and epoch of the fork before its first step.
  package var place: SavedCheckpoint {
    SavedCheckpoint(step: state.step, epoch: state.epoch, batch: state.batch)
  }

  /// Refuses a definition that cannot continue at all.
  private static func check(
    _ found: TrainingState, of parent: Side, to fork: Side, _ measures: ForkMetrics
  ) throws(ForkRefusal) {
    if let refusal = ExpectedTensors(fork.experiment).refusal(of: found.model) { throw refusal }
    let epochs = fork.experiment.training.epochs
    guard found.epoch < epochs else { throw .nothingLeft(epoch: found.epoch, epochs: epochs) }
    guard found.batch > 0 else { return }
    let changed = changesInsideEpoch(parent, fork, measures)
    guard changed.isEmpty else { throw .insideEpoch(changed: changed) }
  }

  /// Returns the changed settings that affect the rest of the epoch: its examples, their order, or
  /// the loss.
  private static func changesInsideEpoch(
    _ parent: Side, _ fork: Side, _ measures: ForkMetrics
  ) -> [String] {
    let (old, new) = (parent.experiment, fork.experiment)
    var changed: [String] = []
    if old.training.batchSize != new.training.batchSize { changed.append("training.batch_size") }
    if old.training.dropLast != new.training.dropLast { changed.append("training.drop_last") }
    if old.training.shuffle != new.training.shuffle { changed.append("training.shuffle") }
    if old.training.shuffle, old.seed != new.seed { changed.append("seed") }
    if !measures.hasSameLoss { changed.append("loss") }
    if !measures.parts.contains(.train) { changed.append("the training data") }
    return changed
  }

  /// Whether nothing changes but the length of the training and what is kept of it.
  private static func isSameTraining(_ parent: Side, _ fork: Side) -> Bool {
    let without = ["description", "$schema", "checkpoint"]
    let inTraining = ["epochs", "log_every_steps", "metrics"]
    func trained(_ side: Side) -> JSONValue {
      var members = side.experiment.definition.object ?? [:]
      for key in without { members[key] = nil }
      var training = members["training"]?.object ?? [:]
      for key in inTraining { training[key] = nil }
      if var stopping = training["early_stopping"]?.object {
        stopping["patience"] = nil
        training["early_stopping"] = .object(stopping)
      }
      members["training"] = .object(training)
      return .object(members)
    }
    return parent.dataSHA256 == fork.dataSHA256 && trained(parent) == trained(fork)
  }
}

extension EarlyStopping {
  /// The best epoch before anything is known: any finite value is better.
  fileprivate func none(at state: TrainingState) -> BestEpoch? {
    guard state.epoch > 0 else { return nil }
    return BestEpoch(
      epoch: state.epoch, step: state.step - state.batch,
      value: mode == .max ? -.infinity : .infinity)
  }
}

extension MetricsTable {
  /// Returns a metric at the last epoch that a state has finished; nil if there is none that means
  /// the same now.
  fileprivate func epoch(
    of state: TrainingState, _ metric: MetricName, _ measures: ForkMetrics
  ) -> BestEpoch? {
    guard let row = epochs.lastIndex(of: state.epoch), measures.keeps(metric.rawValue),
      let value = values(of: metric.rawValue)?[row], value.isFinite
    else { return nil }
    return BestEpoch(epoch: state.epoch, step: state.step - state.batch, value: value)
  }
}

extension ExpectedTensors.Entry {
  fileprivate var zeros: NamedTensor {
    NamedTensor(
      name: name, dimensions: dimensions,
      values: [Float](repeating: 0, count: dimensions.reduce(1, *)))
  }
}

extension ExpectedTensors {
  /// Returns the first tensor, in the order of the layers, that is not as expected; nil if all are.
  fileprivate func refusal(of found: [NamedTensor]) -> ForkRefusal? {
    var shapes: [String: [Int]] = [:]
    for tensor in found { shapes[tensor.name] = tensor.dimensions }
    for entry in model {
      let shape = shapes.removeValue(forKey: entry.name)
      guard shape != entry.dimensions else { continue }
      return .tensor(entry.name, found: shape, expected: entry.dimensions)
    }
    let extra = found.first { shapes[$0.name] != nil }
    return extra.map { .tensor($0.name, found: $0.dimensions, expected: nil) }
  }
}
