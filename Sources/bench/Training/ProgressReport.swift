import Experiments
import Reports
import Training

/// Tells a training's events: a live line on a terminal, else a line an epoch.
final class ProgressReport {
  private let experiment: ResolvedExperiment
  private let board: ProgressBoard
  private let stream: TextStream
  private let isQuiet: Bool
  private let place: BatchPlace?
  private let metric: MetricName
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let firstStep: Int
  private var progress: ProgressLine
  private var shown: ContinuousClock.Instant
  private var rate: RateMeter
  private var pace = StepPace()
  /// Wall seconds of the epochs so far, as timing.csv has them.
  private var trainedSeconds: Double

  /// - Parameters:
  ///   - step: the step it goes on from.
  ///   - seconds: wall seconds of the epochs before.
  ///   - place: where one command trains several runs.
  init(
    _ experiment: ResolvedExperiment, from step: Int, after seconds: Double,
    on board: ProgressBoard,
    stream: TextStream, isQuiet: Bool, place: BatchPlace? = nil
  ) {
    self.experiment = experiment
    self.board = board
    self.stream = stream
    self.isQuiet = isQuiet
    self.place = place
    metric = MetricName.preferred(among: experiment.metrics) ?? .trainLoss
    start = clock.now
    shown = start
    firstStep = step
    trainedSeconds = seconds
    progress = ProgressLine(
      prefix: place?.title,
      epoch: min(experiment.training.epochs, step / experiment.stepsPerEpoch + 1),
      epochs: experiment.training.epochs, fraction: 0, trainLoss: nil,
      metricName: metric.rawValue, metric: nil, examplesPerSecond: nil, secondsLeft: nil)
    rate = RateMeter(start)
    progress.fraction = Double(step) / Double(experiment.totalSteps)
    board.show(progress, of: place?.index ?? 0, at: start)
  }

  /// Takes the next event.
  func take(_ event: TrainingEvent) {
    switch event {
    case .finishedStep(let result):
      guard board.isLive else { return }
      rate.add(result.examples)
      guard pace.isDue(clock) else { return }
      progress.epoch = result.epoch
      progress.trainLoss = result.sums.meanLoss
      progress.fraction = Double(result.step) / Double(experiment.totalSteps)
      show()
    case .finishedEpoch(let result):
      progress.metric = result.value(of: metric)
      if !board.isLive { printEpoch(result) }
    case .reachedCheckpoint, .finishedPredictions: break
    }
  }

  private func show() {
    let now = clock.now
    guard now - shown >= ProgressBoard.pause else { return }
    shown = now
    let done = progress.fraction - Double(firstStep) / Double(experiment.totalSteps)
    let seconds = start.duration(to: now).seconds
    progress.examplesPerSecond = rate.perSecond(at: now)
    progress.secondsLeft = done > 0 ? seconds / done * (1 - progress.fraction) : nil
    board.show(progress, of: place?.index ?? 0, at: now)
  }

  private func printEpoch(_ result: EpochResult) {
    let epochs = experiment.training.epochs
    let every = (epochs + 99) / 100
    trainedSeconds += result.seconds
    guard !isQuiet, result.epoch % every == 0 || result.epoch == epochs else { return }
    var facts = place.map { ["run=\($0.id)"] } ?? []
    facts += [
      "epoch=\(result.epoch)", "step=\(result.step)", "train_loss=\(result.train.loss.fixed(4))",
    ]
    if let value = result.value(of: metric), metric != .trainLoss {
      facts.append("\(metric.rawValue)=\(value.fixed(4))")
    }
    let line = (facts + ["seconds=\(trainedSeconds.fixed(2))"]).joined(separator: " ")
    board.print { stream.print(line) }
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
