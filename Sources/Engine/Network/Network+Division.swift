// A batch of one group: all threads share the features of its large layers.

extension Network {
  /// Runs one operation on all threads, which work in the caller's buffers.
  func divide(_ operation: Schedule.Operation, _ pass: Pass) {
    let parts = pool.threads
    pool.run(on: parts) { part in
      let stopwatch = workspaces[part].stopwatch
      stopwatch?.start()
      switch operation {
      case .forward(let stage): forward(stage, part, of: parts, pass, stopwatch)
      case .backward(let stage): backward(stage, part, of: parts, pass, stopwatch)
      case .load, .sum, .loss, .finishGradient: preconditionFailure("it has one thread")
      }
    }
  }

  private func forward(
    _ index: Int, _ part: Int, of parts: Int, _ pass: Pass, _ stopwatch: Stopwatch?
  ) {
    let stage = stages[index]
    guard let layer = stage.divisible else { return }
    let outputs = layer.outputs(of: part, in: parts)
    guard !outputs.isEmpty else { return }
    let (input, activations) = (stage.input, callersWorkspace.activations)
    var y = activations[index].mutableSpan(of: outputs, each: laneCount)
    layer.forward(
      outputs: outputs, x: activations[input].span(0..<stages[input].lanes), y: &y,
      weights: stage.weights(in: parameters), pass: pass, kernels: kernels)
    stopwatch?.lap(.forward, stage.index)
    for position in stage.inPlace.indices {
      stage.inPlace[position].forward(&y, kernels: kernels)
      stopwatch?.lap(.forward, stage.inPlaceIndices[position])
    }
  }

  private func backward(
    _ index: Int, _ part: Int, of parts: Int, _ pass: Pass, _ stopwatch: Stopwatch?
  ) {
    let stage = stages[index]
    guard let layer = stage.divisible, let output = plan.outputs[index],
      let buffer = plan.firstInputs[index]
    else { return }
    let dy = callersWorkspace.finishedGradient(output, 0..<1, lanes: stage.lanes)
    if part == 0 {
      collect(index, 0..<1, pass, groups: 1, dy: dy, workspace: callersWorkspace)
    }
    let inputs = layer.inputs(of: part, in: parts)
    guard !inputs.isEmpty else { return }
    let input = stages[stage.input]
    var dx = callersWorkspace.memory(of: buffer).mutableSpan(of: inputs, each: laneCount)
    layer.backward(
      inputs: inputs,
      x: callersWorkspace.activations[stage.input].span(of: inputs, each: laneCount),
      of: input.functionOfConsumer, dy: dy, dx: &dx, weights: stage.weights(in: parameters),
      pass: pass, kernels: kernels)
    stopwatch?.lap(.inputGradient, stage.index)
  }
}
