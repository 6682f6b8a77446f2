// How threads run the operations of a schedule.

extension Network {
  /// Takes a batch through the segments of a schedule, with a join of all threads after each.
  ///
  /// - Parameters:
  ///   - range: of the source, the examples of the batch.
  ///   - step: from 0; dropout's randomness.
  func run(
    _ schedule: Schedule, on source: some GroupSource, _ range: Range<Int>, step: Int,
    isTraining: Bool
  ) {
    let groups = range.count.roundedUpToLanes / laneCount
    for segment in schedule.segments {
      if segment.isDivided {
        let pass = Pass(
          isTraining: isTraining, seed: seed, step: step, range: range, groups: 0..<groups)
        for operation in segment.runs[0].operations { divide(operation, pass) }
        continue
      }
      let runs = segment.runs
      forEachBlock(of: groups, range: range, step: step, isTraining: isTraining) {
        pass, workspace in
        for run in runs { self.run(run, on: source, pass, groups: groups, workspace: workspace) }
      }
      if let sum = segment.combines { combine(sum, groups: groups, batch: range.count) }
    }
  }

  /// Deals the groups to the threads, and each its share in blocks.
  private func forEachBlock(
    of groups: Int, range: Range<Int>, step: Int, isTraining: Bool,
    _ body: (Pass, ThreadWorkspace) -> Void
  ) {
    let threads = min(pool.threads, groups)
    pool.run(on: threads) { thread in
      let end = groups * (thread + 1) / threads
      var start = groups * thread / threads
      workspaces[thread].stopwatch?.start()
      while start < end {
        let next = min(start + workspaces[thread].groups, end)
        body(
          Pass(
            isTraining: isTraining, seed: seed, step: step, range: range, groups: start..<next),
          workspaces[thread])
        start = next
      }
    }
  }

  /// Runs operations on a block of groups.
  ///
  /// - Parameter groups: of the whole batch.
  private func run(
    _ run: Schedule.Run, on source: some GroupSource, _ pass: Pass, groups: Int,
    workspace: ThreadWorkspace
  ) {
    // A span, because an array's reference would be counted by all threads at once.
    let operations = run.operations.span
    guard run.isByGroup else {
      for i in operations.indices {
        self.run(
          operations[i], on: source, slots: 0..<pass.groups.count, pass, groups: groups,
          workspace: workspace)
      }
      return
    }
    for position in 0..<pass.groups.count {
      let slot = run.isReversed ? pass.groups.count - 1 - position : position
      let group = pass.groups.lowerBound + slot
      for i in operations.indices {
        self.run(
          operations[i], on: source, slots: slot..<slot + 1, pass.over(group..<group + 1),
          groups: groups, workspace: workspace)
      }
    }
  }

  /// Runs one operation on the pass's groups, which are the groups `slots` of the workspace.
  private func run(
    _ operation: Schedule.Operation, on source: some GroupSource, slots: Range<Int>, _ pass: Pass,
    groups: Int, workspace: ThreadWorkspace
  ) {
    switch operation {
    case .load: load(pass, of: source, slots: slots, workspace: workspace)
    case .forward(let stage): forward(stage, slots, pass, workspace: workspace)
    case .sum(let statistic, let stage):
      sum(statistic, stage, slots, pass, workspace: workspace)
    case .loss: evaluateLoss(pass, of: source, workspace: workspace)
    case .finishGradient(let stage): finishGradient(stage, slots, workspace: workspace)
    case .backward(let stage):
      backward(stage, slots, pass, groups: groups, workspace: workspace)
    }
  }

  private func load(
    _ pass: Pass, of source: some GroupSource, slots: Range<Int>, workspace: ThreadWorkspace
  ) {
    for (slot, group) in zip(slots, pass.groups) {
      var x = workspace.activations[0].mutableSpan(of: slot..<slot + 1, each: stages[0].lanes)
      source.loadInputs(pass.positions(of: group), into: &x)
    }
    workspace.stopwatch?.lap(.gather)
  }

  /// a[G, F, 16] of a stage from its inputs.
  private func forward(
    _ index: Int, _ slots: Range<Int>, _ pass: Pass, workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    var y = workspace.activations[index].mutableSpan(of: slots, each: stage.lanes)
    if let layer = stage.activating {
      let input = stage.input
      var addend: Span<Float>?
      if let other = stage.addend {
        addend = workspace.activations[other].span(of: slots, each: stage.lanes)
      }
      layer.forward(
        x: workspace.activations[input].span(of: slots, each: stages[input].lanes),
        adding: addend, y: &y, activation: stage.function, weights: stage.weights(in: parameters),
        pass: pass, kernels: kernels)
      workspace.stopwatch?.lap(.forward, stage.index)
    } else if let transform = stage.transform {
      let input = stage.input
      var kept = workspace.kept[index].mutableSpan(of: slots, each: transform.keptPerGroup)
      transform.forward(
        x: workspace.activations[input].span(of: slots, each: stages[input].lanes),
        y: &y, kept: &kept, weights: stage.weights(in: parameters), pass: pass, kernels: kernels)
      workspace.stopwatch?.lap(.forward, stage.index)
    } else if let join = stage.join {
      join.forward(workspace.inputs(of: stage, slots), y: &y, kernels: kernels)
      workspace.stopwatch?.lap(.forward, stage.index)
    }
    let isApplied = stage.activating != nil
    for position in stage.inPlace.indices
    where !isApplied || stage.inPlace[position].elementaryFunction == nil {
      stage.inPlace[position].forward(&y, kernels: kernels)
      workspace.stopwatch?.lap(.forward, stage.inPlaceIndices[position])
    }
  }

  /// Losses, predictions and, in training, the gradient of the network's output.
  private func evaluateLoss(
    _ pass: Pass, of source: some GroupSource, workspace: ThreadWorkspace
  ) {
    let last = stages.count - 1
    let (slots, lanes) = (0..<pass.groups.count, stages[last].lanes)
    loadTargets(pass, of: source, workspace: workspace)
    let loss = lossArguments(
      of: pass.batch, groups: pass.groups, isMixed: source.isMixed, workspace: workspace)
    let outputs = workspace.activations[last].span(of: slots, each: lanes)
    if pass.isTraining, let buffer = plan.outputs[last] {
      var gradient = workspace.gradient(buffer, slots, lanes: lanes)
      kernels.evaluate(loss, outputs: outputs, examples: pass.examples, gradient: &gradient)
    } else {
      var gradient = workspace.scratch.mutableSpan(0, 0)
      kernels.evaluate(loss, outputs: outputs, examples: pass.examples, gradient: &gradient)
    }
    results.keep(outputs, of: pass.groups)
    workspace.stopwatch?.lap(.loss)
  }

  /// Loads the targets of a pass's groups.
  func loadTargets(_ pass: Pass, of source: some GroupSource, workspace: ThreadWorkspace) {
    let lanes = stages[stages.count - 1].lanes
    for (slot, group) in pass.groups.enumerated() {
      if loss.needsValues {
        var values = workspace.values.mutableSpan(slot * lanes, lanes)
        source.loadValues(pass.positions(of: group), into: &values)
      } else {
        var labels = workspace.labels.mutableSpan(slot * laneCount, laneCount)
        source.loadLabels(pass.positions(of: group), into: &labels)
        guard source.isMixed else { continue }
        var partners = workspace.partnerLabels.mutableSpan(slot * laneCount, laneCount)
        var shares = workspace.labelShares.mutableSpan(slot * laneCount, laneCount)
        source.loadPartners(pass.positions(of: group), labels: &partners, shares: &shares)
      }
    }
  }

  /// The loss of some groups of a batch, whose targets are loaded.
  ///
  /// - Parameter batch: examples of the whole batch.
  func lossArguments(
    of batch: Int, groups: Range<Int>, isMixed: Bool, workspace: ThreadWorkspace
  ) -> LossArguments {
    LossArguments(
      loss, width: stages[stages.count - 1].lanes / laneCount, batch: batch, groups: groups,
      isMixed: isMixed, workspace: workspace, results: results)
  }
}

// MARK: Backward

extension Network {
  /// Adds the gradients that the consumers of a stage made, in the consumers' order, and takes the
  /// sum back through the stage's activations, unless the only consumer has.
  private func finishGradient(_ index: Int, _ slots: Range<Int>, workspace: ThreadWorkspace) {
    let (stage, buffers) = (stages[index], plan.gradients[index])
    var gradient = workspace.gradient(buffers[0], slots, lanes: stage.lanes)
    for buffer in buffers.dropFirst() {
      kernels.add(
        workspace.finishedGradient(buffer, slots, lanes: stage.lanes), to: &gradient)
    }
    if buffers.count > 1 { workspace.stopwatch?.lap(.inputGradient, stage.index) }
    guard stage.functionOfConsumer == nil else { return }
    let y = workspace.activations[index].span(of: slots, each: stage.lanes)
    for position in stage.inPlace.indices.reversed() {
      stage.inPlace[position].backward(y: y, gradient: &gradient, kernels: kernels)
      workspace.stopwatch?.lap(.inputGradient, stage.inPlaceIndices[position])
    }
  }

  /// Collects what the gradient of a stage's weights is made from, and writes the gradients of the
  /// inputs that need one.
  func backward(
    _ index: Int, _ slots: Range<Int>, _ pass: Pass, groups: Int, workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    guard let output = plan.outputs[index] else { return }
    let dy = workspace.finishedGradient(output, slots, lanes: stage.lanes)
    if let join = stage.join {
      backward(join, of: index, slots, dy: dy, workspace: workspace)
      return
    }
    guard let transform = stage.transform else { return }
    collect(index, slots, pass, groups: groups, dy: dy, workspace: workspace)
    if stage.addend != nil, let buffer = plan.buffer(of: index, input: 1, in: stages),
      buffer != output
    {
      var gradient = workspace.gradient(buffer, slots, lanes: stage.lanes)
      kernels.copy(dy, to: &gradient)
    }
    guard let buffer = plan.firstInputs[index] else { return }
    let input = stages[stage.input]
    let x = workspace.activations[stage.input].span(of: slots, each: input.lanes)
    let weights = stage.weights(in: parameters)
    var dx = workspace.gradient(buffer, slots, lanes: input.lanes)
    if buffer == output, let layer = transform.overwriting {
      layer.backward(
        x: x, of: input.functionOfConsumer, gradient: &dx, weights: weights, kernels: kernels)
    } else {
      var scratch = workspace.scratch.mutableSpan(0, transform.scratchCount)
      transform.backward(
        x: x, of: input.functionOfConsumer, dy: dy, dx: &dx,
        kept: workspace.kept[index].span(of: slots, each: transform.keptPerGroup),
        weights: weights, pass: pass, scratch: &scratch, kernels: kernels)
    }
    workspace.stopwatch?.lap(.inputGradient, stage.index)
  }

  /// Collects what the gradient of a stage's weights is made from.
  func collect(
    _ index: Int, _ slots: Range<Int>, _ pass: Pass, groups: Int, dy: Span<Float>,
    workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    guard stage.learns, let layer = stage.trainable else { return }
    let (lanes, keptLanes) = (stages[stage.input].lanes, layer.keptPerGroup)
    let x = workspace.activations[stage.input].span(of: slots, each: lanes)
    let kept = workspace.kept[index].span(of: slots, each: keptLanes)
    var scratch = workspace.scratch.mutableSpan(0, layer.scratchCount)
    for (position, group) in pass.groups.enumerated() {
      layer.collect(
        x: x.extracting(position * lanes..<(position + 1) * lanes),
        dy: dy.extracting(position * stage.lanes..<(position + 1) * stage.lanes),
        kept: kept.extracting(position * keptLanes..<(position + 1) * keptLanes),
        group: group, groups: groups, examples: pass.examples(in: group), into: collected[index],
        scratch: &scratch, kernels: kernels)
    }
    workspace.stopwatch?.lap(.weightGradient, stage.index)
  }

  /// Writes the gradients of a join's inputs. One of them may get the join's own as it is.
  private func backward(
    _ join: any JoinLayer, of index: Int, _ slots: Range<Int>, dy: Span<Float>,
    workspace: ThreadWorkspace
  ) {
    let stage = stages[index]
    let inputs = workspace.inputs(of: stage, slots)
    for input in stage.inputs.indices {
      guard let buffer = plan.buffer(of: index, input: input, in: stages),
        buffer != plan.outputs[index]
      else { continue }
      var dx = workspace.gradient(buffer, slots, lanes: stages[stage.inputs[input]].lanes)
      join.backward(input: input, of: inputs, dy: dy, dx: &dx, kernels: kernels)
    }
    workspace.stopwatch?.lap(.inputGradient, stage.index)
  }
}

extension ThreadWorkspace {
  fileprivate func inputs(of stage: FusedLayer, _ slots: Range<Int>) -> JoinInputs {
    JoinInputs(activations: activations, stages: stage.inputs, slots: slots)
  }
}
