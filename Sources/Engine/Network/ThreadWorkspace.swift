/// The buffers with which one thread takes a block of groups through the network.
final class ThreadWorkspace: Sendable {
  /// Groups that a thread takes forward and back together: dense layers read each weight once for
  /// all of them, and their activations still fit a nearby cache.
  static let fewestGroups = 4

  /// How many groups there is room for.
  let groups: Int

  /// Output of each stage, a[G, F, 16].
  let activations: [SharedMemory<Float>]
  /// What each stage keeps from forward to backward.
  let kept: [SharedMemory<Float>]
  /// Gradients of the block, written in turn.
  let gradients: [SharedMemory<Float>]
  /// Gradients of one group in the spatial stages, written in turn.
  let groupGradients: [SharedMemory<Float>]
  let scratch: SharedMemory<Float>
  let labels: SharedMemory<Int32>
  let values: SharedMemory<Float>
  /// nil: nobody asks where the time goes.
  let stopwatch: Stopwatch?

  /// - Parameters:
  ///   - spatial: how many stages run group by group.
  ///   - groups: to take together.
  ///   - stopwatch: tells how long each layer takes.
  init(_ stages: [FusedLayer], spatial: Int, groups: Int, stopwatch: Stopwatch?) {
    self.stopwatch = stopwatch
    self.groups = groups
    labels = SharedMemory(count: groups * laneCount)
    activations = stages.map { SharedMemory(count: groups * $0.lanes) }
    kept = stages.map { SharedMemory(count: groups * ($0.transform?.keptPerGroup ?? 0)) }
    let dense = stages[(spatial - 1)...].map(\.lanes).max() ?? 0
    let image = stages[..<spatial].map(\.lanes).max() ?? 0
    gradients = (0..<2).map { _ in SharedMemory(count: groups * dense) }
    groupGradients = (0..<2).map { _ in SharedMemory(count: image) }
    scratch = SharedMemory(count: stages.map { $0.transform?.scratchCount ?? 0 }.max() ?? 0)
    values = SharedMemory(count: groups * (stages.last?.lanes ?? 0))
  }
}
