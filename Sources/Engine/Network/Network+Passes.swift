// What one thread does with its share of a step.
extension Network {
  /// Loads a block of groups and takes it through the stages `range`: the spatial ones group by
  /// group, then the rest.
  func forward(
    _ pass: Pass, of source: some GroupSource, through range: Range<Int>, workspace: ThreadWorkspace
  ) {
    if range.lowerBound < spatialCount {
      for (slot, group) in pass.groups.enumerated() {
        var x = workspace.activations[0].mutableSpan(slot * stages[0].lanes, stages[0].lanes)
        if range.lowerBound == 0 { source.loadInputs(pass.positions(of: group), into: &x) }
        workspace.stopwatch?.lap(.gather)
        for stage in range.lowerBound..<min(spatialCount, range.upperBound) {
          forward(stage, slot: slot, pass.over(group..<group + 1), workspace: workspace)
        }
      }
    }
    for stage in max(spatialCount, range.lowerBound)..<max(spatialCount, range.upperBound) {
      forward(stage, slot: 0, pass, workspace: workspace)
    }
  }

  /// Takes the pass's groups, the first of them in place `slot` of the workspace, through a stage.
  private func forward(_ index: Int, slot: Int, _ pass: Pass, workspace: ThreadWorkspace) {
    let stage = stages[index]
    let slots = slot..<slot + pass.groups.count
    var y = workspace.activations[index].mutableSpan(of: slots, each: stage.lanes)
    if let transform = stage.transform {
      var kept = workspace.kept[index].mutableSpan(of: slots, each: transform.keptPerGroup)
      transform.forward(
        x: workspace.activations[index - 1].span(of: slots, each: stages[index - 1].lanes),
        y: &y, kept: &kept, weights: stage.weights(in: parameters), pass: pass, kernels: kernels)
      workspace.stopwatch?.lap(.forward, stage.index)
    }
    for position in stage.inPlace.indices {
      stage.inPlace[position].forward(&y, kernels: kernels)
      workspace.stopwatch?.lap(.forward, stage.inPlaceIndices[position])
    }
  }

  /// Losses, predictions and, in training, the gradient of the network's output.
  func evaluateLoss(_ pass: Pass, of source: some GroupSource, workspace: ThreadWorkspace) {
    let last = stages.count - 1
    let (slots, lanes) = (0..<pass.groups.count, stages[last].lanes)
    var gradient = workspace.gradients[0].mutableSpan(
      of: slots, each: pass.isTraining ? lanes : 0)
    loadTargets(pass, of: source, workspace: workspace)
    kernels.evaluate(
      placedLoss(of: pass.batch, groups: pass.groups, workspace: workspace),
      outputs: workspace.activations[last].span(of: slots, each: lanes), examples: pass.examples,
      gradient: &gradient)
    workspace.stopwatch?.lap(.loss)
  }

  /// Loads what a pass's groups have to learn.
  func loadTargets(_ pass: Pass, of source: some GroupSource, workspace: ThreadWorkspace) {
    let lanes = stages[stages.count - 1].lanes
    for (slot, group) in pass.groups.enumerated() {
      if loss.needsValues {
        var values = workspace.values.mutableSpan(slot * lanes, lanes)
        source.loadValues(pass.positions(of: group), into: &values)
      } else {
        var labels = workspace.labels.mutableSpan(slot * laneCount, laneCount)
        source.loadLabels(pass.positions(of: group), into: &labels)
      }
    }
  }

  /// The loss of a batch's groups, whose targets have been loaded.
  ///
  /// - Parameter batch: examples of the whole batch.
  func placedLoss(of batch: Int, groups: Range<Int>, workspace: ThreadWorkspace) -> LossArguments {
    LossArguments(
      loss, width: stages[stages.count - 1].lanes / laneCount, batch: batch, groups: groups,
      workspace: workspace, results: results)
  }

  /// Takes a gradient back from stage `last` through stage `first`, at most to the first with
  /// weights, collecting on the way; stages that run group by group come after all others.
  func backward(
    _ pass: Pass, from last: Int, through first: Int, groups: Int, workspace: ThreadWorkspace
  ) {
    let first = max(first, firstTrainable)
    for stage in stride(from: last, through: max(spatialCount, first), by: -1) {
      backward(stage, slot: 0, pass, groups: groups, workspace: workspace)
    }
    guard first < spatialCount, last >= spatialCount - 1 else { return }
    for (slot, group) in pass.groups.enumerated().reversed() {
      let pass = pass.over(group..<group + 1)
      var gradient = gradients(of: spatialCount - 1, in: workspace)
      var start = slot * stages[spatialCount - 1].lanes
      for stage in stride(from: spatialCount - 1, through: first, by: -1) {
        let next = workspace.groupGradients[stage & 1]
        backward(
          stage, slot: slot, pass, from: gradient, at: start, into: next, groups: groups,
          workspace: workspace)
        (gradient, start) = (next, 0)
      }
    }
  }

  /// Where the output gradient of a stage that runs block by block lies: two memories in turn.
  func gradients(of stage: Int, in workspace: ThreadWorkspace) -> SharedMemory<Float> {
    workspace.gradients[(stages.count - 1 - stage) & 1]
  }

  /// Takes a whole block back through a stage.
  private func backward(
    _ index: Int, slot: Int, _ pass: Pass, groups: Int, workspace: ThreadWorkspace
  ) {
    backward(
      index, slot: slot, pass, from: gradients(of: index, in: workspace), at: 0,
      into: gradients(of: index - 1, in: workspace), groups: groups, workspace: workspace)
  }

  /// Takes a stage's output gradient, in place, to the transform's output; collects; and writes
  /// the gradient of the stage's input.
  private func backward(
    _ index: Int, slot: Int, _ pass: Pass, from memory: SharedMemory<Float>, at start: Int,
    into next: SharedMemory<Float>, groups: Int, workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    guard let transform = stage.transform else { return }
    let slots = slot..<slot + pass.groups.count
    let inputLanes = stages[index - 1].lanes
    let x = workspace.activations[index - 1].span(of: slots, each: inputLanes)
    var gradient = memory.mutableSpan(start, slots.count * stage.lanes)
    backwardInPlace(index, slots: slots, gradient: &gradient, workspace: workspace)
    var scratch = workspace.scratch.mutableSpan(0, transform.scratchCount)
    let keptLanes = transform.keptPerGroup
    let kept = workspace.kept[index].span(of: slots, each: keptLanes)
    if let layer = stage.trainable {
      for (position, group) in pass.groups.enumerated() {
        layer.collect(
          x: x.extracting(position * inputLanes..<(position + 1) * inputLanes),
          dy: gradient.span.extracting(position * stage.lanes..<(position + 1) * stage.lanes),
          kept: kept.extracting(position * keptLanes..<(position + 1) * keptLanes),
          group: group, groups: groups, examples: pass.examples(in: group), into: collected[index],
          scratch: &scratch, kernels: kernels)
      }
      workspace.stopwatch?.lap(.weightGradient, stage.index)
    }
    guard index > firstTrainable else { return }
    var dx = next.mutableSpan(0, slots.count * inputLanes)
    transform.backward(
      x: x, of: stages[index - 1].function, dy: gradient.span, dx: &dx, kept: kept,
      weights: stage.weights(in: parameters), pass: pass, scratch: &scratch, kernels: kernels)
    workspace.stopwatch?.lap(.inputGradient, stage.index)
  }

  /// Takes an output gradient back through the activations that follow a stage's transform, unless
  /// the stage after it has.
  func backwardInPlace(
    _ index: Int, slots: Range<Int>, gradient: inout MutableSpan<Float>,
    workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    guard stage.function == nil || index == stages.count - 1 else { return }
    let y = workspace.activations[index].span(of: slots, each: stage.lanes)
    for position in stage.inPlace.indices.reversed() {
      stage.inPlace[position].backward(y: y, gradient: &gradient, kernels: kernels)
      workspace.stopwatch?.lap(.inputGradient, stage.inPlaceIndices[position])
    }
  }
}

extension SharedMemory {
  /// The elements of groups `slots`, `each` so long.
  @_lifetime(immortal)
  func span(of slots: Range<Int>, each: Int) -> Span<Element> {
    span(slots.lowerBound * each..<slots.upperBound * each)
  }

  @_lifetime(immortal)
  func mutableSpan(
    of slots: Range<Int>, each: Int
  ) -> MutableSpan<Element> {
    mutableSpan(slots.lowerBound * each..<slots.upperBound * each)
  }

  /// `count` elements from `start` on.
  @_lifetime(immortal)
  func mutableSpan(_ start: Int, _ count: Int) -> MutableSpan<Element> {
    mutableSpan(start..<start + count)
  }
}
