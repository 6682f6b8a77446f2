import CKernels

/// One dense layer of a compact network, and where its parts lie.
struct CompactLayer {
  let inputs: Int
  let outputs: Int
  /// Applied to the output; nil: none.
  let function: ElementaryFunction?
  /// Places in the parameter block; the bias is empty where there is none.
  let weight: Range<Int>
  let bias: Range<Int>
  /// y[G, O, 16] and its gradient.
  let y: SharedMemory<Float>
  let dy: SharedMemory<Float>
}

/// All layers of a compact network, to be taken forward or back in one call.
///
/// It keeps every memory that its addresses point into, and checks their extents once.
final class CompactLayers: Sendable {
  nonisolated(unsafe) private let layers: UnsafeMutableBufferPointer<bench_compact_layer>
  private let memories: [SharedMemory<Float>]
  private let inputs: Int
  private let groups: Int

  /// - Parameters:
  ///   - groups: the most to be taken at once.
  ///   - parameters: weights and biases, in the places that the layers name.
  ///   - gradients: theirs, in the same places.
  init(
    _ layers: [CompactLayer], groups: Int, parameters: SharedMemory<Float>,
    gradients: SharedMemory<Float>
  ) {
    precondition(layers.dropFirst().map(\.inputs) == layers.dropLast().map(\.outputs))
    inputs = layers[0].inputs
    self.groups = groups
    memories = layers.flatMap { [$0.y, $0.dy] } + [parameters, gradients]
    self.layers = .allocate(capacity: layers.count)
    for (index, layer) in layers.enumerated() {
      precondition(layer.weight.count == layer.inputs * layer.outputs)
      precondition(layer.bias.isEmpty || layer.bias.count == layer.outputs)
      let lanes = 0..<groups * layer.outputs * laneCount
      var y = layer.y.mutableSpan(lanes)
      var dy = layer.dy.mutableSpan(lanes)
      var weightGradient = gradients.mutableSpan(layer.weight)
      var biasGradient = gradients.mutableSpan(layer.bias)
      self.layers.initializeElement(
        at: index,
        to: bench_compact_layer(
          inputs: Int32(layer.inputs), outputs: Int32(layer.outputs),
          function: layer.function?.rawValue ?? -1,
          weight: parameters.span(layer.weight).address,
          bias: layer.bias.isEmpty ? nil : parameters.span(layer.bias).address,
          weight_gradient: weightGradient.address, bias_gradient: biasGradient.address,
          y: y.address, dy: dy.address))
    }
  }

  deinit { layers.deallocate() }

  /// Every layer's y of x[G, I, 16].
  func forward(x: Span<Float>, groups: Int, kernels: Kernels) {
    precondition(groups <= self.groups && x.count == groups * inputs * laneCount)
    kernels.table.pointee.compact_forward(
      layers.baseAddress, Int32(layers.count), Int32(groups), x.address)
  }

  /// Every weight's gradient over `examples` examples, from the last layer's dy.
  func backward(x: Span<Float>, groups: Int, examples: Int, kernels: Kernels) {
    precondition(groups <= self.groups && x.count == groups * inputs * laneCount)
    precondition(examples > 0 && examples <= groups * laneCount)
    kernels.table.pointee.compact_backward(
      layers.baseAddress, Int32(layers.count), Int32(groups), Int32(examples), x.address)
  }
}
