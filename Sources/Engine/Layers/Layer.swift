/// The immutable geometry of one layer.
///
/// A layer holds no weights and no activations and allocates nothing: the network owns every
/// buffer and passes it in. Activations are `x[G, F, 16]`: G groups of 16 examples, one per lane.
protocol Layer: Sendable {
  var input: Shape { get }
  var output: Shape { get }
}

/// What a pass through the network is for, and which groups of the batch it takes.
struct Pass: Sendable {
  /// Whether dropout drops and batch normalisation looks at the batch.
  let isTraining: Bool
  /// The experiment's, and the step from 0: with them a dropout mask can be made again.
  let seed: UInt64
  let step: Int
  /// Positions of the whole batch's examples in their source.
  let range: Range<Int>
  /// Groups at hand, numbered in the batch.
  let groups: Range<Int>

  /// The same pass over other groups.
  func over(_ groups: Range<Int>) -> Pass {
    Pass(isTraining: isTraining, seed: seed, step: step, range: range, groups: groups)
  }

  /// Examples of the whole batch.
  var batch: Int { range.count }

  /// Positions of a group's examples in their source.
  func positions(of group: Int) -> Range<Int> {
    let start = range.lowerBound + group * laneCount
    return start..<min(start + laneCount, range.upperBound)
  }

  /// Examples in the groups at hand.
  var examples: Int {
    min(batch, groups.upperBound * laneCount) - groups.lowerBound * laneCount
  }

  /// Examples in one of the batch's groups.
  func examples(in group: Int) -> Int { min(laneCount, batch - group * laneCount) }
}

/// A layer that overwrites its input with its output: an activation function.
protocol InPlaceLayer: Layer {
  /// Whether `backward` reads the output, so that no later layer may overwrite it.
  var needsOutput: Bool { get }
  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels)
  /// Turns dy into dx, given the output y.
  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels)
}

/// A layer whose output lies elsewhere than its input.
protocol TransformLayer: Layer {
  /// Floats a group keeps from forward to backward besides input and output.
  var keptPerGroup: Int { get }
  /// Floats of working space a thread lends to each call.
  var scratchCount: Int { get }
  /// Whether neighbouring positions of an image make up most of its work, so that it runs group
  /// by group while the group's activations are in the cache.
  var isSpatial: Bool { get }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels)
  /// dx from dy; where x is the output of an activation function, the gradient of that one's input:
  /// to take it back on the way spares a pass over memory.
  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels)
}

/// A layer with weights. Its gradient is made in two steps with a join between: what each group
/// knows (`collect`), then, for some output rows, the sum over the batch (`gradient`).
protocol TrainableLayer: TransformLayer {
  /// As they lie in the parameter block: the weight, the bias if there is one, and then what is
  /// kept but not trained.
  var parameters: [ParameterShape] { get }
  /// Output channels or features: the rows of the weight, and the length of the bias.
  var rows: Int { get }
  var hasBias: Bool { get }
  /// Rows may be shared out in multiples of this.
  var rowStep: Int { get }
  var weightInitializer: Initializer { get }
  var biasInitializer: Initializer { get }
  /// Floats of weights copied into another order.
  var packedCount: Int { get }

  /// Floats in which a batch of so many groups collects what its gradient is made from.
  func collectedCount(groups: Int) -> Int
  /// Adds what group `group` of `groups` knows; its lanes from `examples` on count for nothing.
  func collect(
    x: Span<Float>, dy: Span<Float>, group: Int, groups: Int, examples: Int,
    into collected: SharedMemory<Float>, scratch: inout MutableSpan<Float>, kernels: Kernels)
  /// Writes the gradient of `rows` of the weight, of so many `columns`, and of the bias.
  func gradient(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>,
    weight: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels)
  /// Copies `rows` of the weight into the order that forward and backward read.
  func pack(
    rows: Range<Int>, weight: Span<Float>, into packed: SharedMemory<Float>, kernels: Kernels)
}

/// A layer's weights where they lie: in the parameter block, and packed.
struct Weights {
  let parameters: SharedMemory<Float>
  let weight: Range<Int>
  /// Empty where the layer has no bias.
  let bias: Range<Int>
  /// Running statistics; empty where the layer has none.
  let buffers: Range<Int>
  let packed: SharedMemory<Float>
}

extension TrainableLayer {
  var weightCount: Int { parameters[0].count }
  var biasCount: Int { hasBias ? rows : 0 }
  /// Floats of running statistics.
  var bufferCount: Int { parameters.filter { !$0.isTrained }.reduce(0) { $0 + $1.count } }
  /// Weights of one output.
  var fanIn: Int { weightCount / rows }
  /// Weights of one input channel or feature: outputs times the taps of a kernel.
  var fanOut: Int { rows * parameters[0].dimensions.dropFirst(2).reduce(1, *) }
}
