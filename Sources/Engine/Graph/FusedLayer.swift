/// A stage of the network: one layer with an output of its own, and the activations that follow it
/// in place. Batch normalisation also does the work of a sum after it.
///
/// A class, because every step hands its stages around: a reference is cheaper than copies of all
/// the arrays in one.
final class FusedLayer: Sendable {
  /// A stage that takes this one's output, as its input number `input`.
  struct Consumer: Hashable, Sendable {
    let stage: Int
    let input: Int
  }

  /// nil for the network's input and for joins.
  let transform: (any TransformLayer)?
  /// The layer, if it has several inputs.
  let join: (any JoinLayer)?
  /// The transform, if it has weights.
  let trainable: (any TrainableLayer)?
  /// Whether training moves its weights.
  let learns: Bool
  /// The factor of their learning rate.
  let rateScale: Double
  /// The same layer, if it needs sums over the whole batch.
  let overBatch: (any BatchLayer)?
  /// The same, if SGD can move its weights as their gradient is made.
  let stepping: (any SteppingLayer)?
  /// The transform, if threads can share its features, and those of the activations after it.
  let divisible: (any DivisibleLayer)?
  /// The transform, if it does the work of a sum or an activation after it.
  let activating: (any ActivatingLayer)?
  /// The activation after the layer, if it is a function of one element.
  let function: ElementaryFunction?
  /// Position of the layer in the architecture, as in `model.4.weight`; -1 for the network's input.
  let index: Int
  let inPlace: [any InPlaceLayer]
  /// Their positions in the architecture.
  let inPlaceIndices: [Int]
  /// The stages whose outputs this one takes. A transform takes the first; the output of a second is
  /// added to the transform's.
  let inputs: [Int]
  /// The first of them. 0 for the network's input, which has none.
  let input: Int
  /// The stages that take its output, ascending.
  let consumers: [Consumer]
  /// The activation function that the only consumer undoes: it takes the gradient of its own input
  /// back through it, which spares a pass over memory.
  let functionOfConsumer: ElementaryFunction?
  /// Whether weights lie at or before this stage: its output needs a gradient.
  let isDifferentiated: Bool
  /// Floats of a group's output.
  let lanes: Int
  /// Where the transform's weights lie in the parameter block; empty without.
  let weight: Range<Int>
  let bias: Range<Int>
  let buffers: Range<Int>
  let packed: SharedMemory<Float>

  /// - Parameters:
  ///   - start: of its weights in the parameter block.
  ///   - isAboveWeights: whether an input is differentiated.
  private init(
    _ layers: StageLayers, at start: Int, consumers: [Consumer], isReadByTransform: Bool,
    isAboveWeights: Bool
  ) {
    transform = layers.operation?.transform
    join = layers.operation?.join
    let trainable = layers.operation?.trainable
    self.trainable = trainable
    learns = trainable != nil && !layers.learning.isFrozen
    rateScale = layers.learning.rateScale
    overBatch = learns ? trainable?.overBatch : nil
    stepping = trainable?.stepping
    divisible =
      layers.inPlace.allSatisfy { $0.isIdentity || $0.elementaryFunction != nil }
      ? transform?.divisible : nil
    function = layers.function
    let isFollowed = layers.function != nil || layers.inputs.count > 1
    activating = isFollowed ? transform?.activating : nil
    index = layers.index
    inPlace = layers.inPlace
    inPlaceIndices = layers.inPlaceIndices
    inputs = layers.inputs
    input = layers.inputs.first ?? 0
    self.consumers = consumers
    functionOfConsumer = isReadByTransform ? layers.function : nil
    isDifferentiated = isAboveWeights || learns
    lanes = layers.shape.count * laneCount
    weight = start..<start + (trainable?.weightCount ?? 0)
    bias = weight.upperBound..<weight.upperBound + (trainable?.biasCount ?? 0)
    buffers = bias.upperBound..<bias.upperBound + (trainable?.bufferCount ?? 0)
    packed = SharedMemory(count: trainable?.packedCount ?? 0)
  }

  /// The stage whose output is added to the transform's.
  var addend: Int? { transform != nil && inputs.count > 1 ? inputs[1] : nil }

  func weights(in block: ParameterBlock) -> Weights {
    Weights(
      parameters: block.values, weight: weight, bias: bias, buffers: buffers, packed: packed)
  }

  /// Whether its output's gradient has to be added up, or taken back through an activation, before
  /// it can be used.
  var hasUnfinishedGradient: Bool {
    consumers.count > 1 || (functionOfConsumer == nil && !inPlace.allSatisfy(\.isIdentity))
  }

  /// Whether the work is best done one group after the other, with a group's data in the cache.
  var isSpatial: Bool { transform?.isSpatial ?? join?.isSpatial ?? true }

  /// Returns the stages of a graph, the input first, with the ranges of their weights in one
  /// parameter block.
  static func stages(of graph: Graph) -> [FusedLayer] {
    let sequence = StageLayers.sequence(of: graph)
    var consumers = [[Consumer]](repeating: [], count: sequence.count)
    for (stage, layers) in sequence.enumerated() {
      for (input, source) in layers.inputs.enumerated() {
        consumers[source].append(Consumer(stage: stage, input: input))
      }
    }
    var stages: [FusedLayer] = []
    for (layers, consumers) in zip(sequence, consumers) {
      let isOnlyRead = consumers.count == 1 && consumers[0].input == 0
      let reader = isOnlyRead ? sequence[consumers[0].stage] : nil
      stages.append(
        FusedLayer(
          layers, at: stages.last?.buffers.upperBound ?? 0, consumers: consumers,
          isReadByTransform: reader?.operation?.transform != nil,
          isAboveWeights: layers.inputs.contains { stages[$0].isDifferentiated }))
    }
    return stages
  }
}

/// The layers that make up a stage.
private struct StageLayers {
  /// With an output of its own; nil for the network's input.
  let operation: LayerOperation?
  let index: Int
  /// The stages whose outputs it takes.
  var inputs: [Int]
  var inPlace: [any InPlaceLayer] = []
  var inPlaceIndices: [Int] = []
  /// The shape of the output.
  var shape: Shape
  var learning = Graph.Learning()

  /// Fuses each activation into the stage before it, if nothing else takes that stage's output, and
  /// each sum into the layer that can do its work.
  static func sequence(of graph: Graph) -> [StageLayers] {
    var stages: [StageLayers] = []
    /// The stage of each node.
    var stageNumbers: [Int] = []
    for node in graph.nodes {
      let inputs = node.inputs.map { stageNumbers[$0] }
      if let maker = graph.inputMakingSum(of: node) {
        stages[inputs[maker]].inputs.append(inputs[1 - maker])
        stageNumbers.append(inputs[maker])
        continue
      }
      guard let activation = node.operation?.inPlace else {
        stages.append(
          StageLayers(
            operation: node.operation, index: node.index, inputs: inputs, shape: node.output,
            learning: node.learning))
        stageNumbers.append(stages.count - 1)
        continue
      }
      var stage = inputs[0]
      // A derivative that needs its layer's output: the next activation gets a copy of it.
      let isOverwritten = activation.needsOutput && stages[stage].isOutputNeeded
      if isOverwritten || graph.nodes[node.inputs[0]].consumers.count > 1 {
        let copy = Copy(input: stages[stage].shape)
        stages.append(
          StageLayers(
            operation: .transform(copy), index: node.index, inputs: [stage], shape: copy.output))
        stage = stages.count - 1
      }
      stages[stage].inPlace.append(activation)
      stages[stage].inPlaceIndices.append(node.index)
      stages[stage].shape = activation.output
      stageNumbers.append(stage)
    }
    return stages
  }

  var function: ElementaryFunction? { inPlace.lazy.compactMap(\.elementaryFunction).first }

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
