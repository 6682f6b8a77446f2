import Experiments
import Reports
import Training

/// Tells a training's events on standard error: a live line on a terminal, else a line an epoch.
final class ProgressReport {
  private let experiment: ResolvedExperiment
  private let stream: TextStream
  private let isQuiet: Bool
  private let prefix: String?
  private let metric: MetricName
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let firstStep: Int
  private var line: LiveLine
  private var progress: ProgressLine
  private var rate: RateMeter
  private var pace = StepPace()
  private var hasAnnouncedStop = false

  /// - Parameters:
  ///   - step: the step it goes on from.
  ///   - prefix: what the live line begins with, where one command trains several runs.
  init(
    _ experiment: ResolvedExperiment, from step: Int, on stream: TextStream, isQuiet: Bool,
    prefix: String? = nil
  ) {
    self.experiment = experiment
    self.stream = stream
    self.isQuiet = isQuiet
    self.prefix = prefix
    metric = MetricName.preferred(among: experiment.metrics) ?? .trainLoss
    start = clock.now
    firstStep = step
    line = LiveLine(on: stream)
    progress = ProgressLine(
      prefix: prefix, epoch: min(experiment.training.epochs, step / experiment.stepsPerEpoch + 1),
      epochs: experiment.training.epochs, fraction: 0, trainLoss: nil,
      metricName: metric.rawValue, metric: nil, examplesPerSecond: nil, secondsLeft: nil)
    rate = RateMeter(start)
    progress.fraction = Double(step) / Double(experiment.totalSteps)
    draw(always: true)
  }

  /// Takes the next event.
  func take(_ event: TrainingEvent) {
    switch event {
    case .finishedStep(let result):
      guard stream.isTerminal, !isQuiet else { return }
      rate.add(result.examples)
      guard pace.isDue(clock) else { return }
      progress.epoch = result.epoch
      progress.trainLoss = result.sums.meanLoss
      progress.fraction = Double(result.step) / Double(experiment.totalSteps)
      draw()
    case .finishedEpoch(let result):
      progress.metric = result.value(of: metric)
      if !stream.isTerminal { printEpoch(result) }
    case .reachedCheckpoint, .finishedPredictions: break
    }
  }

  /// Tells once that a signal was seen.
  func announceStop(_ signal: Int32) {
    guard !hasAnnouncedStop else { return }
    hasAnnouncedStop = true
    draw(always: true)
    line.leave()
    stream.print("\(StopSignal.name(signal)) stopping after this step, then saving; again: at once")
  }

  /// Wipes the live line out: something else is printed in its place.
  func clear() { line.clear() }

  private func draw(always: Bool = false) {
    guard !isQuiet, !(hasAnnouncedStop && !always) else { return }
    line.draw(always: always) { width in
      let done = progress.fraction - Double(firstStep) / Double(experiment.totalSteps)
      let seconds = start.duration(to: clock.now).seconds
      progress.examplesPerSecond = rate.perSecond(at: clock.now)
      progress.secondsLeft = done > 0 ? seconds / done * (1 - progress.fraction) : nil
      return progress.text(width: width)
    }
  }

  private func printEpoch(_ result: EpochResult) {
    let epochs = experiment.training.epochs
    let every = (epochs + 99) / 100
    guard !isQuiet, result.epoch % every == 0 || result.epoch == epochs else { return }
    let seconds = start.duration(to: clock.now).seconds.fixed(2)
    var facts = [
      "epoch=\(result.epoch)", "step=\(result.step)", "train_loss=\(result.train.loss.fixed(4))",
    ]
    if let value = result.value(of: metric), metric != .trainLoss {
      facts.append("\(metric.rawValue)=\(value.fixed(4))")
    }
    stream.print((facts + ["seconds=\(seconds)"]).joined(separator: " "))
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
