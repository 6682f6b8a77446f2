/// One layer with an output of its own, the activations that follow it in place, and the place of
/// its weights.
///
/// A class, since every step hands its stages around: a reference is cheaper than copies of all
/// the arrays in one.
final class FusedLayer: Sendable {
  /// nil for the first stage, the input itself.
  let transform: (any TransformLayer)?
  /// The transform, if it has weights.
  let trainable: (any TrainableLayer)?
  /// The same, if it needs sums over the whole batch.
  let overBatch: (any BatchLayer)?
  /// The same, if SGD can move its weights as their gradient is made.
  let stepping: (any SteppingLayer)?
  /// Position of the transform in the architecture, as in `model.4.weight`.
  let index: Int
  let inPlace: [any InPlaceLayer]
  /// Their positions in the architecture.
  let inPlaceIndices: [Int]
  /// The function among them, if it is of one element. The next stage takes the gradient of its own
  /// input back through it.
  let function: ElementaryFunction?
  /// Floats of a group's output.
  let lanes: Int
  /// Where the transform's weights lie in the parameter block; empty without.
  let weight: Range<Int>
  let bias: Range<Int>
  let buffers: Range<Int>
  let packed: SharedMemory<Float>

  /// - Parameter start: of its weights in the parameter block.
  private init(_ layers: StageLayers, at start: Int) {
    transform = layers.operation?.transform
    let trainable = layers.operation?.trainable
    self.trainable = trainable
    overBatch = trainable?.overBatch
    stepping = trainable?.stepping
    index = layers.index
    inPlace = layers.inPlace
    inPlaceIndices = layers.inPlaceIndices
    function = layers.inPlace.lazy.compactMap(\.elementaryFunction).first
    lanes = layers.shape.count * laneCount
    weight = start..<start + (trainable?.weightCount ?? 0)
    bias = weight.upperBound..<weight.upperBound + (trainable?.biasCount ?? 0)
    buffers = bias.upperBound..<bias.upperBound + (trainable?.bufferCount ?? 0)
    packed = SharedMemory(count: trainable?.packedCount ?? 0)
  }

  func weights(in block: ParameterBlock) -> Weights {
    Weights(
      parameters: block.values, weight: weight, bias: bias, buffers: buffers, packed: packed)
  }

  /// Returns the stages of an architecture, the input first, with the places of their weights in
  /// one parameter block.
  static func stages(
    of architecture: [LayerConfiguration], input: Shape
  ) throws(ShapeMismatch) -> [FusedLayer] {
    var stages: [FusedLayer] = []
    for layers in try StageLayers.sequence(of: architecture, input: input) {
      stages.append(FusedLayer(layers, at: stages.last?.buffers.upperBound ?? 0))
    }
    return stages
  }
}

/// The layers that make up a stage.
private struct StageLayers {
  /// With an output of its own; nil for the input itself.
  let operation: LayerOperation?
  let index: Int
  var inPlace: [any InPlaceLayer] = []
  var inPlaceIndices: [Int] = []
  /// Of the output.
  var shape: Shape

  static func sequence(
    of architecture: [LayerConfiguration], input: Shape
  ) throws(ShapeMismatch) -> [StageLayers] {
    var stages = [StageLayers(operation: nil, index: -1, shape: input)]
    for (index, configuration) in architecture.enumerated() {
      let shape = stages[stages.count - 1].shape
      let operation = try configuration.type.operation(for: shape, at: index)
      switch operation {
      case .transform, .trainable:
        stages.append(
          StageLayers(operation: operation, index: index, shape: operation.layer.output))
      case .inPlace(let activation):
        // A derivative that needs its layer's output: the next activation gets a copy of it.
        if activation.needsOutput, stages[stages.count - 1].isOutputNeeded {
          stages.append(
            StageLayers(operation: .transform(Copy(input: shape)), index: index, shape: shape))
        }
        stages[stages.count - 1].inPlace.append(activation)
        stages[stages.count - 1].inPlaceIndices.append(index)
        stages[stages.count - 1].shape = activation.output
      }
    }
    return stages
  }

  private var isOutputNeeded: Bool { inPlace.contains { $0.needsOutput } }
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
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    for i in dy.indices { dx[i] = dy[i] }
    if let function { kernels.backpropagate(function, y: x, gradient: &dx) }
  }
}
