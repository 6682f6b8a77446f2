// Networks of so little arithmetic that sharing it out, and a call for every layer and phase,
// would cost more than the arithmetic: the calling thread takes a whole step in one call.
// The sums are the same in the same order, and so are the bits.
extension Network {
  /// Whether a step is taken in one call.
  package var isCompact: Bool { compact != nil }

  /// Multiply-adds of a batch's forward pass, beyond which tiles and more threads pay.
  static let compactLimit = 1024

  /// The layers of a dense network with few weights and small batches; nil for any other.
  static func compactLayers(
    of stages: [FusedLayer], _ plan: BufferPlan, loss: Loss, decaysWeightsOnly: Bool,
    batchCapacity: Int, workspace: ThreadWorkspace, parameters: ParameterBlock,
    results: BatchResults
  ) -> CompactLayers? {
    let dense = stages.dropFirst()
    let multiplyAdds = dense.reduce(0) { $0 + $1.weight.count } * batchCapacity
    guard !decaysWeightsOnly, !loss.dependsOnBatch, workspace.stopwatch == nil, !dense.isEmpty,
      multiplyAdds <= compactLimit,
      batchCapacity <= workspace.groups * laneCount,
      stages[0].inPlace.allSatisfy(\.isIdentity)
    else { return nil }
    var layers: [CompactLayer] = []
    for (index, stage) in stages.enumerated().dropFirst() {
      let functions = stage.inPlace.filter { !$0.isIdentity }
      let function = functions.first?.elementaryFunction
      guard let layer = stage.trainable, layer.isDense, stage.learns, stage.rateScale == 1,
        stage.inputs == [index - 1],
        stage.consumers.count == (index == stages.count - 1 ? 0 : 1),
        functions.count == (function == nil ? 0 : 1)
      else { return nil }
      layers.append(
        CompactLayer(
          inputs: layer.fanIn, outputs: layer.rows, function: function,
          weight: stage.weight, bias: stage.bias,
          velocity: parameters.slots.isEmpty
            ? nil
            : (
              parameters.range(of: stage.weight, slot: 0), parameters.range(of: stage.bias, slot: 0)
            ), y: workspace.activations[index],
          dy: workspace.memory(of: plan.gradients[index][0])))
    }
    let fullBatchLoss = LossArguments(
      loss, width: layers[layers.count - 1].outputs, batch: batchCapacity,
      groups: 0..<batchCapacity.roundedUpToLanes / laneCount, isMixed: false,
      workspace: workspace, results: results)
    return CompactLayers(
      layers, groups: workspace.groups, input: workspace.activations[0], parameters: parameters,
      fullBatchLoss: fullBatchLoss)
  }

  /// Forward, loss, backward and the optimizer's move on this thread alone.
  func trainCompactly(
    _ compact: CompactLayers, on source: some GroupSource, _ range: Range<Int>,
    _ move: OptimizerMove
  ) {
    let rule = clipNorm == nil ? sgd?.rule(move) : nil
    let pass = Pass(
      isTraining: true, seed: seed, step: 0, range: range,
      groups: 0..<range.count.roundedUpToLanes / laneCount)
    load(pass, compact, of: source)
    let loss =
      range.count == batchCapacity && !source.isMixed
      ? compact.fullBatchLoss
      : lossArguments(
        of: range.count, groups: pass.groups, isMixed: source.isMixed, workspace: callersWorkspace)
    compact.train(examples: range.count, loss: loss, rule: rule, kernels: kernels)
    keepOutputs(of: pass)
    guard rule == nil else { return }
    if let clipNorm { clip(to: clipNorm) }
    optimizer.step(move, 0..<parameters.count, of: parameters, kernels: kernels)
  }

  /// Losses and predictions, as many groups at a time as there is room for.
  func evaluateCompactly(
    _ compact: CompactLayers, _ source: some GroupSource, _ range: Range<Int>
  ) {
    let (step, groups) = (callersWorkspace.groups, range.count.roundedUpToLanes / laneCount)
    for start in stride(from: 0, to: groups, by: step) {
      let pass = Pass(
        isTraining: false, seed: seed, step: 0, range: range,
        groups: start..<min(start + step, groups))
      load(pass, compact, of: source)
      compact.evaluate(
        examples: pass.examples,
        loss: lossArguments(
          of: range.count, groups: pass.groups, isMixed: source.isMixed,
          workspace: callersWorkspace),
        kernels: kernels)
      keepOutputs(of: pass)
    }
  }

  private func keepOutputs(of pass: Pass) {
    guard results.keepsOutputs else { return }
    let last = stages.count - 1
    results.keep(
      callersWorkspace.activations[last].span(
        of: 0..<pass.groups.count, each: stages[last].lanes), of: pass.groups)
  }

  /// Loads what a pass's groups are, and what they have to learn.
  private func load(_ pass: Pass, _ compact: CompactLayers, of source: some GroupSource) {
    let lanes = compact.lanes
    for (slot, group) in pass.groups.enumerated() {
      var x = compact.input.mutableSpan(slot * lanes, lanes)
      source.loadInputs(pass.positions(of: group), into: &x)
    }
    loadTargets(pass, of: source, workspace: callersWorkspace)
  }
}
