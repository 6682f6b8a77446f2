// Networks of so little arithmetic that sharing it out, and a call for every layer and phase,
// would cost more than the arithmetic: the calling thread takes all layers in one call each way.
// The sums are the same in the same order, and so are the bits.
extension Network {
  /// Whether a step is taken in one call each way.
  package var isCompact: Bool { compact != nil }

  /// Multiply-adds of a batch's forward pass, beyond which tiles and more threads pay.
  static let compactLimit = 1024

  /// The layers of a dense network with few weights and small batches; nil for any other.
  static func compactLayers(
    of stages: [Stage], batchCapacity: Int, workspace: ThreadWorkspace, parameters: ParameterBlock
  ) -> CompactLayers? {
    let dense = stages.dropFirst()
    let multiplyAdds = dense.reduce(0) { $0 + $1.weight.count } * batchCapacity
    guard workspace.stopwatch == nil, !dense.isEmpty, multiplyAdds <= compactLimit,
      batchCapacity <= workspace.groups * laneCount,
      stages[0].inPlace.allSatisfy({ $0 is Flatten })
    else { return nil }
    var layers: [CompactLayer] = []
    for (index, stage) in stages.enumerated().dropFirst() {
      let functions = stage.inPlace.filter { !($0 is Flatten) }
      let activation = functions.first as? Activation
      guard let layer = stage.transform as? Linear, functions.count == (activation == nil ? 0 : 1)
      else { return nil }
      layers.append(
        CompactLayer(
          inputs: layer.fanIn, outputs: layer.rows, function: activation?.function,
          weight: stage.weight, bias: stage.bias,
          velocity: parameters.slots.isEmpty
            ? nil
            : (
              parameters.range(of: stage.weight, slot: 0), parameters.range(of: stage.bias, slot: 0)
            ), y: workspace.activations[index],
          dy: workspace.gradients[(stages.count - 1 - index) & 1]))
    }
    return CompactLayers(
      layers, groups: workspace.groups, input: workspace.activations[0], parameters: parameters)
  }

  /// Forward, loss, backward and the optimizer's move on this thread alone.
  func trainCompactly(
    _ compact: CompactLayers, on batch: some GroupSource, groups: Int, rate: Float, step: Int
  ) {
    let x = forward(compact, of: batch, 0..<groups, isTraining: true)
    if clipNorm == nil, let sgd {
      compact.backward(
        x: x, groups: groups, examples: batch.count, rule: sgd.rule(rate: rate), kernels: kernels)
      return
    }
    compact.backward(x: x, groups: groups, examples: batch.count, kernels: kernels)
    if let clipNorm { clip(to: clipNorm) }
    optimizer.step(
      step, 0..<parameters.count, of: parameters, rate: rate, kernels: kernels)
  }

  /// Losses and predictions, as many groups at a time as there is room for.
  func evaluateCompactly(_ compact: CompactLayers, _ batch: some GroupSource, groups: Int) {
    let step = callersWorkspace.groups
    for start in stride(from: 0, to: groups, by: step) {
      _ = forward(compact, of: batch, start..<min(start + step, groups), isTraining: false)
    }
  }

  /// Takes some groups forward and through the loss; returns their inputs.
  @_lifetime(immortal)
  private func forward(
    _ compact: CompactLayers, of batch: some GroupSource, _ groups: Range<Int>, isTraining: Bool
  ) -> Span<Float> {
    let lanes = compact.lanes
    for slot in 0..<groups.count {
      var x = compact.input.mutableSpan(slot * lanes, lanes)
      batch.loadInputs(of: groups.lowerBound + slot, into: &x)
    }
    let x = compact.input.span(0..<groups.count * lanes)
    compact.forward(x: x, groups: groups.count, kernels: kernels)
    let pass = Pass(
      isTraining: isTraining, seed: seed, step: 0, batch: batch.count, groups: groups)
    evaluateLoss(pass, of: batch, workspace: callersWorkspace)
    return x
  }
}
