// Training with batch normalisation: its statistics need every group of the batch at once, so all
// threads join before each normalisation, on the way forward (twice: mean, then variance) and on
// the way back. Every thread keeps all of its groups at hand.
extension Network {
  /// Where the stages that normalise over the batch lie.
  static func normalizations(of stages: [FusedLayer]) -> [Int] {
    stages.indices.filter { stages[$0].overBatch != nil }
  }

  /// Forward, loss and backward of a batch.
  func passInSegments(
    _ source: some GroupSource, _ range: Range<Int>, step: Int, groups: Int
  ) {
    var start = 0
    for normalization in normalizations {
      forEachShare(of: groups, range: range, step: step) { pass, workspace in
        forward(pass, of: source, through: start..<normalization, workspace: workspace)
        sum(.mean, normalization, pass, workspace: workspace)
      }
      combine(.mean, normalization, groups: groups, batch: range.count)
      forEachShare(of: groups, range: range, step: step) { pass, workspace in
        sum(.variance, normalization, pass, workspace: workspace)
      }
      combine(.variance, normalization, groups: groups, batch: range.count)
      start = normalization
    }
    forEachShare(of: groups, range: range, step: step) { pass, workspace in
      forward(pass, of: source, through: start..<stages.count, workspace: workspace)
      evaluateLoss(pass, of: source, workspace: workspace)
      backward(
        pass, from: stages.count - 1, through: start + 1, groups: groups, workspace: workspace)
      sum(.gradient, start, pass, workspace: workspace)
    }
    for (position, normalization) in normalizations.enumerated().reversed() {
      combine(.gradient, normalization, groups: groups, batch: range.count)
      let previous = position > 0 ? normalizations[position - 1] : nil
      forEachShare(of: groups, range: range, step: step) { pass, workspace in
        backwardNormalization(normalization, pass, workspace: workspace)
        backward(
          pass, from: normalization - 1, through: (previous ?? 0) + 1, groups: groups,
          workspace: workspace)
        if let previous { sum(.gradient, previous, pass, workspace: workspace) }
      }
    }
  }

  private func forEachShare(
    of groups: Int, range: Range<Int>, step: Int, _ body: (Pass, ThreadWorkspace) -> Void
  ) {
    let threads = min(pool.threads, groups)
    pool.run(on: threads) { thread in
      let share = groups * thread / threads..<groups * (thread + 1) / threads
      workspaces[thread].stopwatch?.start()
      body(
        Pass(isTraining: true, seed: seed, step: step, range: range, groups: share),
        workspaces[thread])
    }
  }

  /// Sums a statistic of the stage's input over each of the thread's groups.
  private func sum(
    _ statistic: BatchStatistic, _ index: Int, _ pass: Pass, workspace: ThreadWorkspace
  ) {
    guard let layer = stages[index].overBatch else { return }
    let lanes = stages[index].lanes
    var gradient = gradients(of: index, in: workspace)
      .mutableSpan(0, statistic == .gradient ? pass.groups.count * lanes : 0)
    if statistic == .gradient {
      backwardInPlace(
        index, slots: 0..<pass.groups.count, gradient: &gradient, workspace: workspace)
    }
    for (slot, group) in pass.groups.enumerated() {
      let part = statistic == .gradient ? slot * lanes..<(slot + 1) * lanes : 0..<0
      layer.sum(
        statistic, x: workspace.activations[index - 1].span(of: slot..<slot + 1, each: lanes),
        dy: gradient.span.extracting(part), group: group, examples: pass.examples(in: group),
        weights: stages[index].weights(in: parameters), into: collected[index], kernels: kernels)
    }
    workspace.stopwatch?.lap(statistic.phase, stages[index].index)
  }

  private func combine(
    _ statistic: BatchStatistic, _ index: Int, groups: Int, batch: Int
  ) {
    guard let layer = stages[index].overBatch else { return }
    let stopwatch = workspaces[0].stopwatch
    stopwatch?.start()
    layer.combine(
      statistic, groups: groups, examples: batch, weights: stages[index].weights(in: parameters),
      from: collected[index], kernels: kernels)
    stopwatch?.lap(statistic.phase, stages[index].index)
  }

  private func backwardNormalization(_ index: Int, _ pass: Pass, workspace: ThreadWorkspace) {
    guard index > firstTrainable, let layer = stages[index].transform else { return }
    let slots = 0..<pass.groups.count
    let lanes = stages[index].lanes
    var dx = gradients(of: index - 1, in: workspace).mutableSpan(0, slots.count * lanes)
    var scratch = workspace.scratch.mutableSpan(0, 0)
    layer.backward(
      x: workspace.activations[index - 1].span(of: slots, each: lanes),
      of: stages[index - 1].function,
      dy: gradients(of: index, in: workspace).span(of: slots, each: lanes), dx: &dx,
      kept: workspace.kept[index].span(of: 0..<0, each: 0),
      weights: stages[index].weights(in: parameters), pass: pass, scratch: &scratch,
      kernels: kernels)
    workspace.stopwatch?.lap(.inputGradient, stages[index].index)
  }

  /// Before an evaluation: running statistics in place of the last batch's.
  func useRunningStatistics() {
    for index in normalizations {
      guard let layer = stages[index].overBatch else { continue }
      layer.useRunning(stages[index].weights(in: parameters))
    }
  }
}

extension BatchStatistic {
  /// What its time counts as.
  fileprivate var phase: LayerPhase { self == .gradient ? .weightGradient : .forward }
}
