import CKernels

/// One dense layer of a compact network, and the positions of its parts.
struct CompactLayer {
  let inputs: Int
  let outputs: Int
  /// The function applied to the output; nil if there is none.
  let function: ElementaryFunction?
  /// Ranges in the parameter block. The bias is empty if there is none.
  let weight: Range<Int>
  let bias: Range<Int>
  /// The ranges of SGD's velocity in the optimizer's state; nil without momentum.
  let velocity: (weight: Range<Int>, bias: Range<Int>)?
  /// y[G, O, 16] and its gradient.
  let y: SharedMemory<Float>
  let dy: SharedMemory<Float>
}

/// All layers of a compact network, which C trains a whole step at a time.
///
/// Retains all memory that its addresses point into, and checks the sizes once.
final class CompactLayers: Sendable {
  nonisolated(unsafe) private let layers: UnsafeMutableBufferPointer<bench_compact_layer>
  private let memories: [SharedMemory<Float>]
  /// x[G, I, 16] of the first layer.
  let input: SharedMemory<Float>
  private let inputs: Int
  private let outputs: Int
  private let groups: Int

  /// The loss of a full batch. Its positions never change, and making it anew would take as long as
  /// a layer.
  nonisolated(unsafe) let fullBatchLoss: LossArguments

  /// Floats of a group's input.
  var lanes: Int { inputs * laneCount }

  /// - Parameters:
  ///   - groups: the largest number of groups in one call.
  ///   - input: the input of the first layer.
  ///   - parameters: weights, biases, their gradients and velocities, at the positions that the
  ///     layers name.
  init(
    _ layers: [CompactLayer], groups: Int, input: SharedMemory<Float>, parameters: ParameterBlock,
    fullBatchLoss: LossArguments
  ) {
    self.fullBatchLoss = fullBatchLoss
    precondition(layers.dropFirst().map(\.inputs) == layers.dropLast().map(\.outputs))
    inputs = layers[0].inputs
    outputs = layers[layers.count - 1].outputs
    precondition(input.count >= groups * inputs * laneCount)
    self.input = input
    self.groups = groups
    let (values, gradients, state) = (parameters.values, parameters.gradients, parameters.state)
    memories = layers.flatMap { [$0.y, $0.dy] } + [values, gradients, state]
    self.layers = .allocate(capacity: layers.count)
    for (index, layer) in layers.enumerated() {
      precondition(layer.weight.count == layer.inputs * layer.outputs)
      precondition(layer.bias.isEmpty || layer.bias.count == layer.outputs)
      let lanes = 0..<groups * layer.outputs * laneCount
      var y = layer.y.mutableSpan(lanes)
      var dy = layer.dy.mutableSpan(lanes)
      var weight = values.mutableSpan(layer.weight)
      var bias = values.mutableSpan(layer.bias)
      var weightGradient = gradients.mutableSpan(layer.weight)
      var biasGradient = gradients.mutableSpan(layer.bias)
      let velocity = layer.velocity ?? (0..<0, 0..<0)
      var weightVelocity = state.mutableSpan(velocity.weight)
      var biasVelocity = state.mutableSpan(velocity.bias)
      self.layers.initializeElement(
        at: index,
        to: bench_compact_layer(
          inputs: Int32(layer.inputs), outputs: Int32(layer.outputs),
          function: layer.function?.rawValue ?? -1,
          weight: weight.address, bias: layer.bias.isEmpty ? nil : bias.address,
          weight_gradient: weightGradient.address, bias_gradient: biasGradient.address,
          weight_velocity: layer.velocity == nil ? nil : weightVelocity.address,
          bias_velocity: layer.velocity == nil ? nil : biasVelocity.address,
          y: y.address, dy: dy.address))
    }
  }

  deinit { layers.deallocate() }

  /// Losses and predictions of the first `examples` examples of the input.
  func evaluate(examples: Int, loss: LossArguments, kernels: Kernels) {
    check(examples, loss)
    withUnsafePointer(to: loss.terms) { terms in
      kernels.table.pointee.compact_evaluate(
        layers.baseAddress, Int32(layers.count), Int32(examples), x, terms)
    }
  }

  /// The same, and every weight's gradient; then, if there is a rule, its step.
  func train(examples: Int, loss: LossArguments, rule: bench_sgd?, kernels: Kernels) {
    check(examples, loss)
    withUnsafePointer(to: loss.terms) { terms in
      let train = kernels.table.pointee.compact_train
      guard var rule else {
        train?(layers.baseAddress, Int32(layers.count), Int32(examples), x, terms, nil)
        return
      }
      train?(layers.baseAddress, Int32(layers.count), Int32(examples), x, terms, &rule)
    }
  }

  private var x: UnsafePointer<Float>? { input.span(0..<groups * lanes).address }

  private func check(_ examples: Int, _ loss: LossArguments) {
    precondition(examples > 0 && examples <= min(groups * laneCount, loss.examples))
    precondition(loss.width == outputs)
  }
}
