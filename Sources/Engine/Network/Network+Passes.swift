// What one thread does with its share of a step.
extension Network {
  /// Takes a block of groups through all stages: spatial ones group by group, then the rest.
  func forward(_ block: Range<Int>, of batch: some GroupSource, workspace: ThreadWorkspace) {
    for (slot, group) in block.enumerated() {
      var x = workspace.activations[0].mutableSpan(slot * stages[0].lanes, stages[0].lanes)
      batch.loadInputs(of: group, into: &x)
      for stage in 0..<spatialCount {
        forward(stage, slots: slot..<slot + 1, workspace: workspace)
      }
    }
    for stage in spatialCount..<stages.count {
      forward(stage, slots: 0..<block.count, workspace: workspace)
    }
  }

  private func forward(_ index: Int, slots: Range<Int>, workspace: ThreadWorkspace) {
    let stage = stages[index]
    var y = workspace.activations[index].mutableSpan(of: slots, each: stage.lanes)
    if let transform = stage.transform {
      var kept = workspace.kept[index].mutableSpan(of: slots, each: transform.keptPerGroup)
      transform.forward(
        x: workspace.activations[index - 1].span(of: slots, each: stages[index - 1].lanes),
        y: &y, kept: &kept, weights: stage.weights(in: parameters), groups: slots.count,
        kernels: kernels)
    }
    for layer in stage.inPlace { layer.forward(&y, kernels: kernels) }
  }

  /// Losses, predictions and, on request, the gradient of the network's output.
  func evaluateLoss(
    _ block: Range<Int>, of batch: some GroupSource, workspace: ThreadWorkspace,
    withGradient: Bool
  ) {
    let last = stages.count - 1
    let lanes = stages[last].lanes
    for (slot, group) in block.enumerated() {
      let examples = min(laneCount, batch.count - group * laneCount)
      var labels = workspace.labels.mutableSpan(slot * laneCount, laneCount)
      batch.loadLabels(of: group, into: &labels)
      var values = workspace.values.mutableSpan(slot * lanes, lanes)
      if loss.needsValues { batch.loadValues(of: group, into: &values) }
      var gradient = workspace.gradients[0].mutableSpan(slot * lanes, withGradient ? lanes : 0)
      loss.evaluate(
        outputs: workspace.activations[last].span(of: slot..<slot + 1, each: lanes),
        examples: examples, batch: batch.count,
        targets: GroupTargets(labels: labels.span, values: values.span), gradient: &gradient,
        results: results, at: group * laneCount, kernels: kernels)
    }
  }

  /// Takes the loss's gradient back to the first stage with weights, collecting on the way.
  func backward(
    _ block: Range<Int>, of batch: some GroupSource, groups: Int, workspace: ThreadWorkspace
  ) {
    evaluateLoss(block, of: batch, workspace: workspace, withGradient: true)
    var current = 0
    for stage in stride(from: stages.count - 1, through: max(spatialCount, firstTrainable), by: -1)
    {
      backward(
        stage, slots: 0..<block.count, from: workspace.gradients[current], at: 0,
        into: workspace.gradients[1 - current], block: block, batch: batch.count, groups: groups,
        workspace: workspace)
      current = 1 - current
    }
    guard firstTrainable < spatialCount else { return }
    for slot in (0..<block.count).reversed() {
      var gradient = workspace.gradients[current]
      var start = slot * stages[spatialCount - 1].lanes
      for stage in stride(from: spatialCount - 1, through: firstTrainable, by: -1) {
        let next = workspace.groupGradients[stage & 1]
        backward(
          stage, slots: slot..<slot + 1, from: gradient, at: start, into: next, block: block,
          batch: batch.count, groups: groups, workspace: workspace)
        (gradient, start) = (next, 0)
      }
    }
  }

  /// Takes a stage's output gradient, in place, to the transform's output; collects; and writes
  /// the gradient of the stage's input.
  private func backward(
    _ index: Int, slots: Range<Int>, from memory: SharedMemory<Float>, at start: Int,
    into next: SharedMemory<Float>, block: Range<Int>, batch: Int, groups: Int,
    workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    guard let transform = stage.transform else { return }
    let inputLanes = stages[index - 1].lanes
    let y = workspace.activations[index].span(of: slots, each: stage.lanes)
    var gradient = memory.mutableSpan(start, slots.count * stage.lanes)
    for layer in stage.inPlace.reversed() {
      layer.backward(y: y, gradient: &gradient, kernels: kernels)
    }
    var scratch = workspace.scratch.mutableSpan(0, transform.scratchCount)
    if let layer = stage.trainable {
      for (position, slot) in slots.enumerated() {
        let group = block.lowerBound + slot
        layer.collect(
          x: workspace.activations[index - 1].span(of: slot..<slot + 1, each: inputLanes),
          dy: gradient.span.extracting(position * stage.lanes..<(position + 1) * stage.lanes),
          group: group, groups: groups, examples: min(laneCount, batch - group * laneCount),
          into: collected[index], scratch: &scratch, kernels: kernels)
      }
    }
    guard index > firstTrainable else { return }
    var dx = next.mutableSpan(0, slots.count * inputLanes)
    transform.backward(
      dy: gradient.span, dx: &dx,
      kept: workspace.kept[index].span(of: slots, each: transform.keptPerGroup),
      weights: stage.weights(in: parameters), groups: slots.count, scratch: &scratch,
      kernels: kernels)
  }

  /// Sums the gradient of some rows, moves their weights and packs them again.
  func update(_ share: RowShare, groups: Int, batch: Int, _ rate: Float) {
    let stage = stages[share.stage]
    guard let layer = stage.trainable else { return }
    let weight = share.rows.scaled(by: layer.fanIn, from: stage.weight.lowerBound)
    let bias =
      layer.hasBias ? share.rows.scaled(by: 1, from: stage.bias.lowerBound) : stage.bias
    var weightGradient = parameters.gradients.mutableSpan(weight)
    var biasGradient = parameters.gradients.mutableSpan(bias)
    layer.gradient(
      rows: share.rows, groups: groups, examples: batch, from: collected[share.stage],
      weight: &weightGradient, bias: &biasGradient, kernels: kernels)
    optimizer.step(weight, of: parameters, rate: rate, kernels: kernels)
    optimizer.step(bias, of: parameters, rate: rate, kernels: kernels)
    layer.pack(
      rows: share.rows, weight: parameters.values.span(stage.weight), into: stage.packed,
      kernels: kernels)
  }
}

extension Range<Int> {
  /// The range of elements of rows that are `width` long, the first of them at `start`.
  fileprivate func scaled(by width: Int, from start: Int) -> Range<Int> {
    start + lowerBound * width..<start + upperBound * width
  }
}

extension SharedMemory {
  /// The elements of groups `slots`, `each` so long.
  @_lifetime(immortal)
  fileprivate func span(of slots: Range<Int>, each: Int) -> Span<Element> {
    span(slots.lowerBound * each..<slots.upperBound * each)
  }

  @_lifetime(immortal)
  fileprivate func mutableSpan(
    of slots: Range<Int>, each: Int
  ) -> MutableSpan<Element> {
    mutableSpan(slots.lowerBound * each..<slots.upperBound * each)
  }

  /// `count` elements from `start` on.
  @_lifetime(immortal)
  fileprivate func mutableSpan(_ start: Int, _ count: Int) -> MutableSpan<Element> {
    mutableSpan(start..<start + count)
  }
}
