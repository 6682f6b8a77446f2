package import Datasets
package import Engine
package import Experiments

extension StepProfile {
  /// Trains for about this many seconds, and writes nothing.
  ///
  /// Two networks train the same full batches in turns of about a millisecond. One is the plain
  /// network, for the time of a whole step. In the other, each thread records the time it spends on
  /// each layer. The meter has every third turn, so that the layers and the peak they are compared
  /// with are the fastest of equally many turns in the same seconds.
  ///
  /// - Parameters:
  ///   - dataset: the experiment's loaded data.
  ///   - meter: must have the same number of threads.
  /// - Throws: a layer that does not fit. Resolved experiments have none.
  package static func measured(
    _ experiment: ResolvedExperiment, dataset: LoadedDataset, threads: Int, kernels: Kernels,
    seconds: Double, inTurnsWith meter: MachineMeter
  ) throws(ShapeMismatch) -> StepProfile {
    let plain = try ProfiledTraining(
      experiment, dataset, threads: threads, kernels: kernels, isTimed: false)
    let timed = try ProfiledTraining(
      experiment, dataset, threads: threads, kernels: kernels, isTimed: true)
    let work = try LayerWork.of(
      experiment.architecture, input: experiment.inputShape, batch: plain.batchSize,
      slots: experiment.optimizer.slots.count,
      stepsWithGradient: experiment.optimizer.stepsWithGradient)
    // The first turn warms caches up.
    _ = (plain.turn(), timed.turn())
    meter.takePeakTurn()
    var best = (plain: plain.turn(), timed: timed.turn())
    let clock = ContinuousClock()
    let start = clock.now
    while start.duration(to: clock.now) < .seconds(seconds) {
      let turn = (plain: plain.turn(), timed: timed.turn())
      if turn.plain.step < best.plain.step { best.plain = turn.plain }
      if turn.timed.step < best.timed.step { best.timed = turn.timed }
      meter.takePeakTurn()
    }
    return StepProfile(
      architecture: experiment.architecture, input: experiment.inputShape,
      threads: plain.threads, isa: kernels.name, batch: plain.batchSize, work: work,
      times: best.timed.times,
      timedStep: best.timed.step, plainStep: best.plain.step)
  }
}

/// A training that runs in turns.
private final class ProfiledTraining {
  /// Every batch is full.
  let batchSize: Int
  var threads: Int { network.threads }
  private let experiment: ResolvedExperiment
  private let totalSteps: Int
  /// The number of steps between two readings of the clock: small networks take a microsecond.
  private let portion: Int
  private let network: Network
  private let source: OrderedExamples
  private var step = 0
  private var sums = EpochSums()

  init(
    _ experiment: ResolvedExperiment, _ dataset: LoadedDataset, threads: Int, kernels: Kernels,
    isTimed: Bool
  ) throws(ShapeMismatch) {
    self.experiment = experiment
    totalSteps = experiment.totalSteps
    portion = experiment.parameterCount < 1000 ? 64 : 1
    batchSize = min(experiment.training.batchSize, dataset.train.count)
    network = try Network(
      architecture: experiment.architecture, input: experiment.inputShape,
      loss: experiment.loss.weighted(by: dataset),
      optimizer: experiment.optimizer, seed: experiment.seed, batchCapacity: batchSize,
      threads: threads, kernels: kernels, isTimed: isTimed)
    network.initialize()
    source = OrderedExamples(
      dataset.train, experiment, epoch: 1, kernels: network.kernels)
  }

  /// Trains for a millisecond, at least one step; returns the seconds of one step and the times of
  /// the threads. A first step does not count, because the threads of the previous turn may still
  /// be waiting for work on the same cores.
  func turn() -> (step: Double, times: NetworkTimes) {
    train(steps: portion)
    _ = network.takeTimes()
    let clock = ContinuousClock()
    let start = clock.now
    var steps = 0
    var elapsed = Duration.zero
    repeat {
      train(steps: portion)
      steps += portion
      elapsed = start.duration(to: clock.now)
    } while elapsed < .milliseconds(1)
    return (elapsed / .seconds(1) / Double(steps), network.takeTimes().divided(by: Double(steps)))
  }

  /// Runs steps as `Trainer` does, including the sums.
  private func train(steps: Int) {
    for step in step..<step + steps {
      let start = step % (source.count / batchSize) * batchSize
      let range = start..<start + batchSize
      let rate = experiment.schedule.rate(
        at: step % totalSteps, of: totalSteps, base: experiment.optimizer.learningRate)
      network.train(on: source, range, rate: rate, step: step)
      network.results.addLosses(of: range.count, to: &sums.loss)
      sums.correct += source.correct(range, in: network.results)
    }
    step += steps
  }
}

extension NetworkTimes {
  fileprivate func divided(by count: Double) -> NetworkTimes {
    NetworkTimes(
      layers: layers.map { layer in
        var layer = layer
        for phase in LayerPhase.allCases { layer[phase] /= count }
        return layer
      }, outside: outside.mapValues { $0 / count })
  }
}
