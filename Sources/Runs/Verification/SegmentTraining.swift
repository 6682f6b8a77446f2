import Engine
import Experiments
import Tables
import Training

/// The repeated training of a segment, in the form in which it was recorded.
struct SegmentTraining {
  private(set) var outcome: TrainingOutcome?
  /// The states by step, for steps with a checkpoint file.
  private(set) var states: [Int: TrainingState] = [:]
  /// Rows of metrics.csv.
  private(set) var metrics: [[String]] = []
  /// The comparison with the rows of steps.csv; nil if the definition asks for none.
  private(set) var steps: StepsComparison?
  private(set) var predictions: [Prediction]?
  private(set) var weightsSHA256: String?
  private(set) var step: Int
  private var epoch: Int

  private let segment: VerificationSegment
  private let columns: MetricsColumns

  init(_ segment: VerificationSegment, columns: MetricsColumns, steps: StepsComparison?) {
    self.segment = segment
    self.columns = columns
    self.steps = steps
    step = segment.firstStep
    epoch = segment.start?.epoch ?? 0
  }

  /// Trains from the trainer's state to the end of the segment.
  ///
  /// A training that ended by itself at the end of the segment must do so again, so it is only
  /// stopped one step later.
  mutating func run(
    _ trainer: Trainer, isStopped: () -> Bool, listen: () -> Void
  ) throws {
    var training = self
    training.outcome = try trainer.run(
      isStopped: { training.isPastEnd || isStopped() },
      listen: { event in
        try training.take(event)
        if case .finishedStep = event { listen() }
      })
    try training.steps?.finish()
    self = training
  }

  private var isPastEnd: Bool {
    let end = segment.end
    return step > end.step || (step == end.step && epoch >= end.epoch && !segment.isLast)
  }

  private mutating func take(_ event: TrainingEvent) throws(RunError) {
    switch event {
    case .finishedStep(let result):
      step = result.step
      if let log = result.log { try steps?.take(StepsRow.text(result, log).cells) }
    case .finishedEpoch(let result):
      epoch = result.epoch
      metrics.append(columns.cells(result))
      weightsSHA256 = result.weightsSHA256
    case .reachedCheckpoint(let state):
      guard segment.checkpoints.contains(state.step) else { return }
      // Before or after the evaluation that ends an epoch: as the file has it.
      if state.step == segment.end.step, state.epoch != segment.end.epoch { return }
      states[state.step] = state
    case .finishedPredictions(let predictions): self.predictions = predictions
    }
  }
}
