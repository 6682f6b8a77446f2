/// The order in which threads run the operations of a network.
///
/// Each thread takes a share of the batch's groups through a segment; then all threads join. A
/// network without batch normalisation has a single segment. Bits never depend on the schedule.
struct Schedule: Sendable {
  enum Operation: Hashable, Sendable {
    /// Loads examples into the input stage.
    case load
    case forward(Int)
    /// Sums a statistic of the stage's input, or of its output's gradient, over each group.
    case sum(BatchStatistic, Int)
    /// Losses, predictions and, in training, the gradient of the network's output.
    case loss
    /// Adds the gradients that a stage's consumers made, and takes the sum back through the stage's
    /// activations.
    case finishGradient(Int)
    /// Gradients of a stage's weights and inputs.
    case backward(Int)
  }

  /// Operations on the same data in a row.
  struct Run: Sendable {
    let operations: [Operation]
    /// Whether all of them run on one group before the next; otherwise each runs on the whole
    /// block.
    let isByGroup: Bool
    /// Whether groups run from the last to the first: those used last are still in the cache.
    let isReversed: Bool
  }

  struct Segment: Sendable {
    let runs: [Run]
    /// What one thread computes of all groups' sums once all threads have joined.
    var combines: BatchSum?
    /// Whether all threads share the features of its one operation on a single group.
    var isDivided = false
  }

  /// A statistic of a stage that normalises over the batch.
  struct BatchSum: Hashable, Sendable {
    let statistic: BatchStatistic
    let stage: Int
  }

  let segments: [Segment]

  /// Forward, loss and backward.
  static func training(of stages: [FusedLayer]) -> Schedule {
    var builder = ScheduleBuilder(stages)
    builder.addForward(normalizesOverBatch: true)
    builder.addLoss()
    builder.addBackward()
    return Schedule(segments: builder.finished())
  }

  /// Forward and loss, with running statistics in place of the batch's.
  static func evaluation(of stages: [FusedLayer]) -> Schedule {
    var builder = ScheduleBuilder(stages)
    builder.addForward(normalizesOverBatch: false)
    builder.addLoss()
    return Schedule(segments: builder.finished())
  }
}

extension Schedule {
  /// The same operations for a batch of one group: one thread runs them, but all threads share
  /// those of large layers. nil if there are none.
  func divided(over stages: [FusedLayer]) -> Schedule? {
    guard segments.count == 1 else { return nil }
    var parts: [Segment] = []
    var pending: [Operation] = []
    func append(_ operations: [Operation], isDivided: Bool) {
      guard !operations.isEmpty else { return }
      let run = Run(operations: operations, isByGroup: false, isReversed: false)
      parts.append(Segment(runs: [run], isDivided: isDivided))
    }
    for operation in segments[0].runs.flatMap(\.operations) {
      if operation.isDivisible(in: stages) {
        append(pending, isDivided: false)
        append([operation], isDivided: true)
        pending = []
      } else {
        pending.append(operation)
      }
    }
    append(pending, isDivided: false)
    return parts.count > 1 ? Schedule(segments: parts) : nil
  }
}

extension Schedule.Operation {
  fileprivate func isDivisible(in stages: [FusedLayer]) -> Bool {
    switch self {
    case .forward(let stage): stages[stage].divisible != nil
    case .backward(let stage):
      stages[stage].divisible != nil && stages[stages[stage].input].isDifferentiated
    case .load, .sum, .loss, .finishGradient: false
    }
  }
}

/// Gathers operations into runs, and runs into segments.
private struct ScheduleBuilder {
  private let stages: [FusedLayer]
  private var segments: [Schedule.Segment] = []
  private var runs: [Schedule.Run] = []
  /// Operations of one direction that are not in a run yet.
  private var operations: [Schedule.Operation] = []
  private var isReversed = false

  init(_ stages: [FusedLayer]) { self.stages = stages }

  mutating func addForward(normalizesOverBatch: Bool) {
    operations = [.load, .forward(0)]
    for stage in stages.indices.dropFirst() {
      if normalizesOverBatch, stages[stage].overBatch != nil {
        endSegment(summing: .mean, of: stage)
        endSegment(summing: .variance, of: stage)
      }
      operations.append(.forward(stage))
    }
  }

  mutating func addLoss() {
    operations.append(.loss)
    endRuns(isBackward: false)
  }

  mutating func addBackward() {
    for stage in stages.indices.reversed() where stages[stage].isDifferentiated {
      if stages[stage].hasUnfinishedGradient { operations.append(.finishGradient(stage)) }
      if stages[stage].overBatch != nil { endSegment(summing: .gradient, of: stage) }
      operations.append(.backward(stage))
    }
    endRuns(isBackward: true)
  }

  mutating func finished() -> [Schedule.Segment] {
    segments + [Schedule.Segment(runs: runs, combines: nil)]
  }

  private mutating func endSegment(summing statistic: BatchStatistic, of stage: Int) {
    operations.append(.sum(statistic, stage))
    endRuns(isBackward: statistic == .gradient)
    segments.append(
      Schedule.Segment(
        runs: runs, combines: Schedule.BatchSum(statistic: statistic, stage: stage)))
    runs = []
  }

  /// Makes two runs of the operations: by group up to the last spatial stage, by block after it.
  private mutating func endRuns(isBackward: Bool) {
    let lastSpatial = operations.compactMap(spatialStage).max() ?? -1
    let isByGroup = operations.map { operation in
      operation == .load || (stage(of: operation).map { $0 <= lastSpatial } ?? false)
    }
    var (group, block) = ([Schedule.Operation](), [Schedule.Operation]())
    for (operation, isByGroup) in zip(operations, isByGroup) {
      if isByGroup { group.append(operation) } else { block.append(operation) }
    }
    if isBackward, !block.isEmpty { append(block, isByGroup: false) }
    if !group.isEmpty { append(group, isByGroup: true) }
    if !isBackward, !block.isEmpty { append(block, isByGroup: false) }
    operations = []
  }

  private mutating func append(_ operations: [Schedule.Operation], isByGroup: Bool) {
    runs.append(
      Schedule.Run(operations: operations, isByGroup: isByGroup, isReversed: isReversed))
    if isByGroup { isReversed.toggle() }
  }

  private func spatialStage(_ operation: Schedule.Operation) -> Int? {
    stage(of: operation).flatMap { stages[$0].isSpatial ? $0 : nil }
  }

  private func stage(of operation: Schedule.Operation) -> Int? {
    switch operation {
    case .load: 0
    case .forward(let stage), .sum(_, let stage), .finishGradient(let stage), .backward(let stage):
      stage
    case .loss: nil
    }
  }
}
