// Statistics over the whole batch, which batch normalisation needs: each thread sums over its
// groups, all join, and one thread adds the sums in the groups' order.

extension Network {
  /// Sums a statistic of a stage's input, or of its output's gradient, over each group.
  func sum(
    _ statistic: BatchStatistic, _ index: Int, _ slots: Range<Int>, _ pass: Pass,
    workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    guard let layer = stage.overBatch, let output = plan.outputs[index] else { return }
    let x = workspace.activations[stage.input].span(of: slots, each: stage.lanes)
    let isOfGradient = statistic == .gradient
    let gradient = workspace.finishedGradient(
      output, isOfGradient ? slots : slots.lowerBound..<slots.lowerBound,
      lanes: stage.lanes)
    for (position, group) in pass.groups.enumerated() {
      let range = position * stage.lanes..<(position + 1) * stage.lanes
      layer.sum(
        statistic, x: x.extracting(range),
        dy: gradient.extracting(isOfGradient ? range : 0..<0), group: group,
        examples: pass.examples(in: group), weights: stage.weights(in: parameters),
        into: collected[index], kernels: kernels)
    }
    workspace.stopwatch?.lap(statistic.phase, stage.index)
  }

  /// Computes a statistic of the batch from the sums of all groups.
  func combine(_ sum: Schedule.BatchSum, groups: Int, batch: Int) {
    let stage = stages[sum.stage]
    guard let layer = stage.overBatch else { return }
    let stopwatch = callersWorkspace.stopwatch
    stopwatch?.start()
    layer.combine(
      sum.statistic, groups: groups, examples: batch, weights: stage.weights(in: parameters),
      from: collected[sum.stage], kernels: kernels)
    stopwatch?.lap(sum.statistic.phase, stage.index)
  }

  /// Puts running statistics in the place of the last batch's, for an evaluation.
  func useRunningStatistics() {
    for stage in stages {
      stage.overBatch?.useRunning(stage.weights(in: parameters))
    }
  }
}

extension BatchStatistic {
  /// What its time counts as.
  fileprivate var phase: LayerPhase { self == .gradient ? .weightGradient : .forward }
}
