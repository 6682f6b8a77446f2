/// The buffers with which one thread takes a block of groups through the network.
final class ThreadWorkspace: Sendable {
  /// Groups that a thread takes forward and back together: dense layers read each weight once for
  /// all of them, and their activations still fit a nearby cache.
  static let fewestGroups = 4

  /// The most groups of a block.
  let groups: Int

  /// Output of each stage, a[G, F, 16].
  let activations: [SharedMemory<Float>]
  /// What each stage keeps from forward to backward.
  let kept: [SharedMemory<Float>]
  /// Gradients of a block, as the plan numbers them.
  private let blockGradients: [SharedMemory<Float>]
  /// Gradients of one group.
  private let groupGradients: [SharedMemory<Float>]
  let scratch: SharedMemory<Float>
  let labels: SharedMemory<Int32>
  /// The labels of the partners with which the examples of a block are mixed.
  let partnerLabels: SharedMemory<Int32>
  /// The share of each example's own label in its loss.
  let labelShares: SharedMemory<Float>
  /// Targets; of mixed examples, which have labels, scratch.
  let values: SharedMemory<Float>
  /// nil if the time is not measured.
  let stopwatch: Stopwatch?

  /// - Parameter groups: the most of a block.
  init(_ stages: [FusedLayer], _ plan: BufferPlan, groups: Int, stopwatch: Stopwatch?) {
    self.stopwatch = stopwatch
    self.groups = groups
    labels = SharedMemory(count: groups * laneCount)
    partnerLabels = SharedMemory(count: groups * laneCount)
    labelShares = SharedMemory(count: groups * laneCount)
    activations = stages.map { SharedMemory(count: groups * $0.lanes) }
    kept = stages.map { SharedMemory(count: groups * ($0.transform?.keptPerGroup ?? 0)) }
    blockGradients = plan.blockLanes.map { SharedMemory(count: groups * $0) }
    groupGradients = plan.groupLanes.map { SharedMemory(count: $0) }
    scratch = SharedMemory(count: stages.map { $0.transform?.scratchCount ?? 0 }.max() ?? 0)
    values = SharedMemory(count: groups * (stages.last?.lanes ?? 0))
  }

  /// The memory of a gradient buffer.
  func memory(of buffer: BufferPlan.Buffer) -> SharedMemory<Float> {
    buffer.isByGroup ? groupGradients[buffer.number] : blockGradients[buffer.number]
  }

  /// The gradient of some groups of a block, g[G, F, 16] with `lanes` floats a group, to read.
  @_lifetime(immortal)
  func finishedGradient(
    _ buffer: BufferPlan.Buffer, _ slots: Range<Int>, lanes: Int
  ) -> Span<Float> {
    memory(of: buffer).span(of: buffer.isByGroup ? 0..<slots.count : slots, each: lanes)
  }

  /// The same, to write.
  @_lifetime(immortal)
  func gradient(
    _ buffer: BufferPlan.Buffer, _ slots: Range<Int>, lanes: Int
  ) -> MutableSpan<Float> {
    memory(of: buffer).mutableSpan(
      of: buffer.isByGroup ? 0..<slots.count : slots, each: lanes)
  }
}

extension SharedMemory {
  /// The elements of groups `slots`, `each` so long.
  @_lifetime(immortal)
  func span(of slots: Range<Int>, each: Int) -> Span<Element> {
    span(slots.lowerBound * each..<slots.upperBound * each)
  }

  /// The elements of groups `slots`, `each` so long, to write.
  @_lifetime(immortal)
  func mutableSpan(of slots: Range<Int>, each: Int) -> MutableSpan<Element> {
    mutableSpan(slots.lowerBound * each..<slots.upperBound * each)
  }

  /// `count` elements from `start` on, to write.
  @_lifetime(immortal)
  func mutableSpan(_ start: Int, _ count: Int) -> MutableSpan<Element> {
    mutableSpan(start..<start + count)
  }
}
