import CKernels

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

  /// Whether kernels for few examples do it faster.
  var isOfFew: Bool { examples <= Int(BENCH_FEW) }

  /// Examples in one of the batch's groups.
  func examples(in group: Int) -> Int { min(laneCount, batch - group * laneCount) }
}

/// A layer that overwrites its input with its output: an activation function.
protocol InPlaceLayer: Layer {
  /// Whether `backward` reads the output, so that no later layer may overwrite it.
  var needsOutput: Bool { get }
  /// Whether the output is the input, element for element: there is nothing to do.
  var isIdentity: Bool { get }
  /// The function, if it is one of each element by itself: the layer after can take the gradient of
  /// its own input back through it.
  var elementaryFunction: ElementaryFunction? { get }

  func forward(_ x: inout MutableSpan<Float>, kernels: Kernels)
  /// Turns dy into dx, given the output y.
  func backward(y: Span<Float>, gradient: inout MutableSpan<Float>, kernels: Kernels)
}

extension InPlaceLayer {
  var isIdentity: Bool { false }
  var elementaryFunction: ElementaryFunction? { nil }
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
  /// How many more times than once forward and backward read the input, for the cost.
  var furtherReads: (forward: Int, backward: Int) { get }
  /// The layer, if threads can share its features.
  var divisible: (any DivisibleLayer)? { get }
  /// The layer, if it can do the work of a sum and an activation after it.
  var activating: (any ActivatingLayer)? { get }
  /// The layer, if it can write dx over dy.
  var overwriting: (any OverwritingLayer)? { get }

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

extension TransformLayer {
  var furtherReads: (forward: Int, backward: Int) { (0, 0) }
  var divisible: (any DivisibleLayer)? { nil }
  var activating: (any ActivatingLayer)? { nil }
  var overwriting: (any OverwritingLayer)? { nil }
}

/// A layer that can add another layer's output to its own and apply an activation function as it
/// writes its output. Each spares a pass over memory.
protocol ActivatingLayer: TransformLayer {
  /// - Parameters:
  ///   - addend: the output to add, of y's shape; nil if no sum follows.
  ///   - function: nil if no activation follows.
  func forward(
    x: Span<Float>, adding addend: Span<Float>?, y: inout MutableSpan<Float>,
    activation function: ElementaryFunction?, weights: Weights, pass: Pass, kernels: Kernels)
}

/// A layer that can write the gradient of its input over the gradient of its output. The cache then
/// holds one array less.
protocol OverwritingLayer: TransformLayer {
  /// Turns dy into dx. Where x is the output of an activation function, dx is the gradient of that
  /// function's input.
  func backward(
    x: Span<Float>, of function: ElementaryFunction?, gradient: inout MutableSpan<Float>,
    weights: Weights, kernels: Kernels)
}

/// A layer whose features threads share when a batch has a single group, and no more groups to deal
/// out.
protocol DivisibleLayer: TransformLayer {
  /// Whether there is so much work that it pays.
  var isWorthDividing: Bool { get }
  /// The features of the output, of `output.count`, that thread `part` of `parts` computes.
  func outputs(of part: Int, in parts: Int) -> Range<Int>
  /// The features of the input whose gradients thread `part` of `parts` computes.
  func inputs(of part: Int, in parts: Int) -> Range<Int>

  /// y[outputs, 16] from all of x[I, 16].
  func forward(
    outputs: Range<Int>, x: Span<Float>, y: inout MutableSpan<Float>, weights: Weights, pass: Pass,
    kernels: Kernels)
  /// dx[inputs, 16] from all of dy[O, 16]; `x` holds the same inputs.
  func backward(
    inputs: Range<Int>, x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, weights: Weights, pass: Pass, kernels: Kernels)
}

/// A layer with several inputs and one output, without weights.
protocol JoinLayer: Sendable {
  /// The shapes of the inputs.
  var inputs: [Shape] { get }
  var output: Shape { get }
  /// Whether the output is the sum of the inputs: the gradient of each is that of the output.
  var isSum: Bool { get }
  /// Whether it runs best group by group, while the group's activations are in the cache.
  var isSpatial: Bool { get }

  /// y[G, F, 16] from all inputs.
  func forward(_ inputs: JoinInputs, y: inout MutableSpan<Float>, kernels: Kernels)
  /// The gradient of input number `input`.
  func backward(
    input: Int, of inputs: JoinInputs, dy: Span<Float>, dx: inout MutableSpan<Float>,
    kernels: Kernels)
}

/// The inputs of a join for some groups of a block.
struct JoinInputs {
  let activations: [SharedMemory<Float>]
  let stages: [Int]
  /// Groups of the block.
  let slots: Range<Int>

  /// Input number `input`, x[G, F, 16] with `lanes` floats a group.
  @_lifetime(immortal)
  func span(_ input: Int, lanes: Int) -> Span<Float> {
    activations[stages[input]].span(of: slots, each: lanes)
  }
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
  /// Columns may be shared out in multiples of this; nil: rows are shared out.
  var columnStep: Int? { get }
  /// Floats of weights copied into another order.
  var packedCount: Int { get }
  /// Whether it normalises: weight decay on weights alone leaves it out.
  var isNormalization: Bool { get }
  /// Whether it is y[O] = b[O] + w[O, I] · x[I].
  var isDense: Bool { get }
  /// The layer, if it can move its weights as their gradient is made.
  var stepping: (any SteppingLayer)? { get }
  /// The layer, if it needs sums over the whole batch on the way.
  var overBatch: (any BatchLayer)? { get }
  /// The approximate cost of updating one weight, in clock cycles.
  func updateCost(groups: Int) -> Int

  /// Floats in which a batch of so many groups collects what its gradient is made from.
  func collectedCount(groups: Int) -> Int
  /// Adds what group `group` of `groups` knows; its lanes from `examples` on count for nothing.
  func collect(
    x: Span<Float>, dy: Span<Float>, kept: Span<Float>, group: Int, groups: Int, examples: Int,
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

/// A layer whose weights SGD can update while it sums their gradient, so that the gradient is never
/// stored. The weights get the same bits as in two steps.
protocol SteppingLayer: TrainableLayer {
  /// Moves `columns` of `rows` of the weight by one step of SGD, and writes the gradient of the bias.
  func descend(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>, by rule: bench_sgd, weight: inout MutableSpan<Float>,
    velocity: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels)
}

/// The sums of a layer over the batch. All threads join after each.
enum BatchStatistic { case mean, variance, gradient }

/// A layer whose output depends on sums over the whole batch.
protocol BatchLayer: TrainableLayer {
  /// Sums over one group; `dy` is empty but for the gradient.
  func sum(
    _ statistic: BatchStatistic, x: Span<Float>, dy: Span<Float>, group: Int, examples: Int,
    weights: Weights, into collected: SharedMemory<Float>, kernels: Kernels)
  /// Adds the groups' sums in order and computes the statistics that forward and backward read.
  func combine(
    _ statistic: BatchStatistic, groups: Int, examples: Int, weights: Weights,
    from collected: SharedMemory<Float>, kernels: Kernels)
  /// Uses the running statistics instead of the batch's, for evaluation.
  func useRunning(_ weights: Weights)
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
  var columnStep: Int? { nil }
  var isDense: Bool { false }
  var isNormalization: Bool { false }
  var stepping: (any SteppingLayer)? { nil }
  var overBatch: (any BatchLayer)? { nil }

  /// A sum over groups, sixteen weights at once; packing them takes longer.
  func updateCost(groups: Int) -> Int { 4 + groups / laneCount }

  var weightCount: Int { parameters[0].count }
  var biasCount: Int { hasBias ? rows : 0 }
  /// Floats of running statistics.
  var bufferCount: Int { parameters.filter { !$0.isTrained }.reduce(0) { $0 + $1.count } }
  /// Weights of one output.
  var fanIn: Int { weightCount / rows }
  /// Weights of one input channel or feature: outputs times the taps of a kernel.
  var fanOut: Int { rows * parameters[0].dimensions.dropFirst(2).reduce(1, *) }
}
