/// Where the gradients of a training pass lie: as few buffers as their lifetimes allow.
///
/// If several layers take an output, each writes its gradient of that output into its own buffer.
/// The sum is made before the gradient is used. A chain of layers needs two buffers in turn.
struct BufferPlan: Sendable {
  struct Buffer: Hashable, Sendable {
    /// Whether it holds one group; otherwise all groups of a block.
    let isByGroup: Bool
    let number: Int
  }

  /// Of each stage, the buffers its consumers write, in their order; of the last stage the one the
  /// loss writes. Stages that need no gradient have none.
  private(set) var gradients: [[Buffer]]
  /// The first of them, where the sum of all is made.
  private(set) var outputs: [Buffer?] = []
  /// Where each stage writes the gradient of its first input; nil if that needs none.
  private(set) var firstInputs: [Buffer?] = []
  private var blocks = BufferPool()
  private var groups = BufferPool()

  /// Floats of a group in each buffer that holds a block.
  var blockLanes: [Int] { blocks.lanes }
  /// Floats of each buffer that holds one group.
  var groupLanes: [Int] { groups.lanes }

  /// - Parameter schedule: of a training pass over `stages`.
  init(_ stages: [FusedLayer], _ schedule: Schedule) {
    gradients = stages.map { _ in [] }
    let positions = Position.all(of: schedule)
    for operation in schedule.segments.flatMap(\.runs).flatMap(\.operations) {
      guard let write = positions[operation] else { continue }
      for (stage, input) in stages.readers(of: operation) {
        guard let read = positions[.backward(stage)] else { continue }
        gradients[stage].insert(
          reserve(
            from: write, to: read, lanes: stages[stage].lanes,
            inheriting: inherited(by: input, from: operation, in: stages)), at: 0)
      }
    }
    outputs = gradients.map(\.first)
    firstInputs = stages.indices.map { buffer(of: $0, input: 0, in: stages) }
  }

  /// Where a stage writes the gradient of one of its inputs; nil if that needs none.
  func buffer(of stage: Int, input: Int, in stages: [FusedLayer]) -> Buffer? {
    guard stages[stage].inputs.indices.contains(input) else { return nil }
    let source = stages[stage].inputs[input]
    let consumer = FusedLayer.Consumer(stage: stage, input: input)
    guard let position = stages[source].consumers.firstIndex(of: consumer),
      gradients[source].indices.contains(position)
    else { return nil }
    return gradients[source][position]
  }

  private mutating func reserve(
    from write: Position, to read: Position, lanes: Int, inheriting inherited: Buffer?
  ) -> Buffer {
    // A gradient that is read in a later run needs a buffer of a whole block. One that takes the
    // place of another has that one's buffer.
    let isByGroup = write.isByGroup && write.run == read.run && inherited?.isByGroup ?? true
    let taken = inherited.flatMap { $0.isByGroup == isByGroup ? $0.number : nil }
    let number =
      isByGroup
      ? groups.reserve(taken, write.number...read.number, lanes: lanes)
      : blocks.reserve(taken, write.start...read.end, lanes: lanes)
    return Buffer(isByGroup: isByGroup, number: number)
  }

  /// The buffer of a stage's output gradient, if the gradient of this input is to take its place;
  /// otherwise nil.
  private func inherited(
    by input: Int, from operation: Schedule.Operation, in stages: [FusedLayer]
  ) -> Buffer? {
    guard case .backward(let stage) = operation,
      stages[stage].inputTakingGradient(in: stages) == input
    else { return nil }
    return gradients[stage].first
  }
}

/// Buffers of one kind, and up to when each is in use.
private struct BufferPool {
  private var ends: [Int] = []
  private(set) var lanes: [Int] = []

  /// Returns a buffer for a lifetime: `taken`, or one that is free.
  mutating func reserve(_ taken: Int?, _ lifetime: ClosedRange<Int>, lanes: Int) -> Int {
    let number = taken ?? ends.firstIndex { $0 < lifetime.lowerBound } ?? ends.count
    if number == ends.count {
      ends.append(lifetime.upperBound)
      self.lanes.append(lanes)
    }
    ends[number] = max(ends[number], lifetime.upperBound)
    self.lanes[number] = max(self.lanes[number], lanes)
    return number
  }
}

/// When an operation runs, and the first and the last operation of its run.
private struct Position {
  let number: Int
  let run: ClosedRange<Int>
  let isByGroup: Bool

  /// While groups take turns, all operations of a run are under way from its start to its end.
  var start: Int { isByGroup ? run.lowerBound : number }
  var end: Int { isByGroup ? run.upperBound : number }

  static func all(of schedule: Schedule) -> [Schedule.Operation: Position] {
    var positions: [Schedule.Operation: Position] = [:]
    var start = 0
    for run in schedule.segments.flatMap(\.runs) {
      let range = start...start + run.operations.count - 1
      for (number, operation) in zip(range, run.operations) {
        positions[operation] = Position(number: number, run: range, isByGroup: run.isByGroup)
      }
      start = range.upperBound + 1
    }
    return positions
  }
}

extension [FusedLayer] {
  /// The stages whose output gradients an operation writes, and as which of its inputs, the last
  /// one first.
  fileprivate func readers(of operation: Schedule.Operation) -> [(stage: Int, input: Int)] {
    switch operation {
    case .loss: [(count - 1, 0)]
    case .backward(let stage):
      self[stage].inputs.enumerated().reversed().map { ($1, $0) }
        .filter { self[$0.0].isDifferentiated }
    case .load, .forward, .sum, .finishGradient: []
    }
  }
}

extension FusedLayer {
  /// The input whose gradient goes into the buffer of the output's gradient, because it is the same
  /// or is written over it; nil if there is none.
  func inputTakingGradient(in stages: [FusedLayer]) -> Int? {
    if let addend, stages[addend].isDifferentiated { return 1 }
    guard transform?.overwriting != nil || join?.isSum == true else { return nil }
    return inputs.firstIndex { stages[$0].isDifferentiated }
  }
}
