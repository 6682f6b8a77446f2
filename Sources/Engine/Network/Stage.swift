/// One layer with an output of its own and the activations that follow it in place.
struct Stage: Sendable {
  /// nil for the first stage, the input itself.
  let transform: (any TransformLayer)?
  /// Position of the transform in the architecture, as in `model.4.weight`.
  let index: Int
  private(set) var inPlace: [any InPlaceLayer] = []
  /// Of the stage's output.
  private(set) var shape: Shape
  /// Where the transform's weights lie in the parameter block; empty without.
  var weight = 0..<0
  var bias = 0..<0
  var buffers = 0..<0
  var packed = SharedMemory<Float>(count: 0)

  var trainable: (any TrainableLayer)? { transform as? any TrainableLayer }

  /// Floats of a group's output.
  var lanes: Int { shape.count * laneCount }

  func weights(in block: ParameterBlock) -> Weights {
    Weights(
      parameters: block.values, weight: weight, bias: bias, buffers: buffers, packed: packed)
  }

  /// Returns the stages of an architecture, the input first.
  static func stages(
    of architecture: [LayerConfiguration], input: Shape
  ) throws(ShapeMismatch) -> [Stage] {
    var stages = [Stage(transform: nil, index: -1, shape: input)]
    for (index, configuration) in architecture.enumerated() {
      let shape = stages[stages.count - 1].shape
      let layer = try configuration.layer(for: shape, at: index)
      if let transform = layer as? any TransformLayer {
        stages.append(Stage(transform: transform, index: index, shape: layer.output))
      } else if let activation = layer as? any InPlaceLayer {
        // A derivative that needs its layer's output: the next activation gets a copy of it.
        if activation.needsOutput, stages[stages.count - 1].isOutputNeeded {
          stages.append(Stage(transform: Copy(input: shape), index: index, shape: shape))
        }
        stages[stages.count - 1].inPlace.append(activation)
        stages[stages.count - 1].shape = activation.output
      }
    }
    return stages
  }

  private var isOutputNeeded: Bool { inPlace.contains { $0.needsOutput } }
}

extension [Stage] {
  /// The stages with the places of their weights in one parameter block.
  var placed: [Stage] {
    var stages = self
    var next = 0
    for i in stages.indices {
      guard let layer = stages[i].trainable else { continue }
      stages[i].weight = next..<next + layer.weightCount
      stages[i].bias =
        stages[i].weight.upperBound..<stages[i].weight.upperBound + (layer.hasBias ? layer.rows : 0)
      stages[i].buffers = stages[i].bias.upperBound..<stages[i].bias.upperBound + layer.bufferCount
      stages[i].packed = SharedMemory(count: layer.packedCount)
      next = stages[i].buffers.upperBound
    }
    return stages
  }
}

/// y = x, elsewhere.
struct Copy: TransformLayer {
  let input: Shape

  var output: Shape { input }
  var keptPerGroup: Int { 0 }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { false }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    for i in x.indices { y[i] = x[i] }
  }

  func backward(
    x: Span<Float>, dy: Span<Float>, dx: inout MutableSpan<Float>, kept: Span<Float>,
    weights: Weights,
    pass: Pass, scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    for i in dy.indices { dx[i] = dy[i] }
  }
}
