import Engine
import Experiments
import Tables
import Training

/// A segment trained again: what it told, in the form in which it was recorded.
struct SegmentTraining {
  private(set) var outcome: TrainingOutcome?
  /// By step, those that have a checkpoint file.
  private(set) var states: [Int: TrainingState] = [:]
  /// Rows of metrics.csv.
  private(set) var metrics: [[String]] = []
  /// What compares those of steps.csv; nil where the definition asks for none.
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

  /// Trains from the trainer's state until the segment's end is reached.
  ///
  /// A training that ended by itself where the segment ends must do so again: it is stopped one
  /// step later.
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
