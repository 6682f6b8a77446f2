import Execution
import Experiments
import Reports
import Runs
import Training

/// Prints the progress of a training, as a live line on a terminal or else a line per epoch, and then
/// its outcome.
final class ProgressReport: TrainingListener {
  private let experiment: ResolvedExperiment
  private let board: ProgressBoard
  private let terminal: Terminal
  private let ending: OutcomeReport
  private let place: BatchPlace?
  private let metric: MetricName
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let firstStep: Int
  private var progress: ProgressLine
  private var shown: ContinuousClock.Instant
  private var rate: RateMeter
  private var pace = StepPace()
  /// A note about predictions that are not numbers.
  private var unanswered: String?
  /// Wall seconds of the epochs so far, as timing.csv has them.
  private var trainedSeconds: Double

  /// - Parameter place: where one command trains several runs.
  init(
    _ session: TrainingSession, in workspace: Workspace, on board: ProgressBoard,
    _ terminal: Terminal, isQuiet: Bool, place: BatchPlace? = nil
  ) {
    let step = session.resuming?.step ?? 0
    experiment = session.recorder.experiment
    ending = OutcomeReport(
      recorder: session.recorder, workspace: workspace, terminal: terminal, isQuiet: isQuiet,
      isOneOfSeveral: place != nil)
    self.board = board
    self.terminal = terminal
    self.place = place
    metric = MetricName.preferred(among: experiment.metrics) ?? .trainLoss
    start = clock.now
    shown = start
    firstStep = step
    trainedSeconds = session.recorder.timing.totalSeconds
    progress = ProgressLine(
      prefix: place?.title,
      epoch: min(experiment.training.epochs, step / experiment.stepsPerEpoch + 1),
      epochs: experiment.training.epochs, fraction: 0, trainLoss: nil,
      metricName: metric.rawValue, metric: nil, examplesPerSecond: nil, secondsLeft: nil)
    rate = RateMeter(start)
    progress.fraction = Double(step) / Double(experiment.totalSteps)
    board.show(progress, of: place?.index ?? 0, at: start)
  }

  var hearsSteps: Bool { board.isLive }

  /// Threads change no result, and a system that has no more of them is no reason to fail.
  func begin(threads: Int, of asked: Int) {
    guard threads < asked else { return }
    board.print {
      terminal.warning(
        "\(ending.recorder.id): the system gave \(threads) of \(asked) threads; the results are "
          + "the same")
    }
  }

  func take(_ event: TrainingEvent) {
    switch event {
    case .finishedStep(let result):
      rate.add(result.examples)
      guard pace.isDue(clock) else { return }
      progress.epoch = result.epoch
      progress.trainLoss = result.sums.meanLoss
      progress.fraction = Double(result.step) / Double(experiment.totalSteps)
      show()
    case .finishedEpoch(let result):
      progress.metric = result.value(of: metric)
      if !board.isLive { printEpoch(result) }
    case .finishedPredictions(let predictions):
      unanswered = PredictionsTable(predictions).noteOfUnanswered
    case .reachedCheckpoint: break
    }
  }

  func end(_ outcome: TrainingOutcome?) {
    guard let outcome else { return board.remove(place?.index ?? 0) }
    if let unanswered {
      board.print { terminal.warning("\(ending.recorder.id): \(unanswered)") }
    }
    board.print(ending: place?.index ?? 0) { ending.tell(outcome) }
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
    guard !ending.isQuiet, result.epoch % every == 0 || result.epoch == epochs else { return }
    var facts = place.map { ["run=\($0.id)"] } ?? []
    facts += [
      "epoch=\(result.epoch)", "step=\(result.step)", "train_loss=\(result.train.loss.fixed(4))",
    ]
    if let value = result.value(of: metric), metric != .trainLoss {
      facts.append("\(metric.rawValue)=\(value.fixed(4))")
    }
    let line = (facts + ["seconds=\(trainedSeconds.fixed(2))"]).joined(separator: " ")
    board.print { terminal.messages.print(line) }
  }
}

/// The place of a run among the runs of one command.
struct BatchPlace: Sendable {
  /// From 0, in the order of the command.
  let index: Int
  let id: String
  /// What its live line begins with: `seed 2 (2 of 3)`.
  let title: String
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
