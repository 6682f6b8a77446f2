import CKernels
import JSON

/// What a definition says of a dense layer: `y[O] = b[O] + w[O, I] · x[I]`.
package struct LinearConfiguration: LayerType {
  package var outFeatures: Int
  package var bias: Bool
  package var weightInitializer: Initializer
  package var biasInitializer: Initializer

  package init(
    outFeatures: Int, bias: Bool = true, weightInitializer: Initializer = .uniformFanIn,
    biasInitializer: Initializer = .uniformFanIn
  ) {
    self.outFeatures = outFeatures
    self.bias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
  }

  static let name = "linear"
  static let documentation = "A dense layer."
  static let keys =
    [
      KeyDescription(
        "out_features", .integer(1...1_048_576), .required, "The number of output features.")
    ] + weightKeys

  init(_ fields: Fields) {
    self.init(
      outFeatures: fields.int("out_features"), bias: fields.bool("bias"),
      weightInitializer: Initializer.variants.make(fields["init"]),
      biasInitializer: Initializer.variants.make(fields["bias_init"]))
  }

  var summary: String { "linear \(outFeatures)\(bias ? "" : ", no bias")" }
  var outputCountKey: String? { "out_features" }
  var weightImage: WeightImage? { .units }
  var computation: Computation { .linear(hasBias: bias) }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 1 else {
      throw ShapeMismatch(
        key: nil, problem: "linear needs a vector, not an input of \(input); put flatten before it")
    }
    return Shape(outFeatures)
  }

  func parameterShapes(for input: Shape) -> [ParameterShape] {
    weightShapes(
      weight: [outFeatures, input.count], hasBias: bias, weightInitializer, biasInitializer)
  }

  func multiplyAdds(from input: Shape, to output: Shape) -> Int { output.count * input.count }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .trainable(try Linear(self, input: input))
  }
}

extension LayerConfiguration {
  package static func linear(_ configuration: LinearConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}

/// A dense layer, y[O] = b[O] + w[O, I] · x[I].
///
/// A convolution that covers its image, LeNet-5's third, is one too: its one window is the whole
/// input, and its weight [O, C, K, K] lies as [O, I] does. So its weight gradient is one chain over
/// the batch's examples, as any dense layer's, not a sum over groups.
struct Linear: SteppingLayer, DivisibleLayer {
  let input: Shape
  let output: Shape
  let parameters: [ParameterShape]
  let rows: Int
  let hasBias: Bool

  init(_ configuration: LinearConfiguration, input: Shape) throws(ShapeMismatch) {
    self.input = input
    output = try configuration.outputShape(for: input)
    parameters = configuration.parameterShapes(for: input)
    rows = configuration.outFeatures
    hasBias = configuration.bias
  }

  /// - Parameter configuration: of a convolution that covers `input`.
  init(covering configuration: some ConvolutionType, input: Shape) throws(ShapeMismatch) {
    self.input = input
    output = try configuration.outputShape(for: input)
    parameters = configuration.parameterShapes(for: input)
    rows = configuration.outChannels
    hasBias = configuration.bias
  }

  var rowStep: Int { 1 }
  var keptPerGroup: Int { 0 }
  /// A panel of 48 columns of the weight.
  var scratchCount: Int { 48 * rows }
  var isSpatial: Bool { false }
  var packedCount: Int { 0 }
  var isDense: Bool { true }
  var stepping: (any SteppingLayer)? { self }
  var divisible: (any DivisibleLayer)? { isWorthDividing ? self : nil }
  /// Of few outputs and many inputs columns are shared out: each thread then reads its own inputs of
  /// all examples, not all inputs.
  var columnStep: Int? { rows < 16 && fanIn >= 1024 ? 64 : nil }

  /// A multiply-add of each example, sixteen inputs at once.
  func updateCost(groups: Int) -> Int { groups }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    kernels.linearForward(
      x: x, weight: weights.parameters.span(weights.weight),
      bias: weights.parameters.span(weights.bias), y: &y, inputs: input.count, outputs: rows,
      examples: pass.examples)
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    guard !pass.isOfFew else {
      return backward(
        inputs: 0..<input.count, x: x, of: function, dy: dy, dx: &dx, weights: weights, pass: pass,
        kernels: kernels)
    }
    kernels.linearBackwardInput(
      dy: dy, weight: weights.parameters.span(weights.weight), panel: &scratch, x: x,
      of: function, dx: &dx, inputs: input.count, outputs: rows, groups: pass.groups.count)
  }

  /// x[⌈I/16⌉, N, 16], dy[⌈O/16⌉, N, 16] for the batch's N lanes, then bias partials [G, O].
  func collectedCount(groups: Int) -> Int {
    biasStart(groups: groups) + (hasBias ? groups * rows : 0)
  }

  private func gradientStart(groups: Int) -> Int {
    input.count.roundedUpToLanes * groups * laneCount
  }

  private func biasStart(groups: Int) -> Int {
    gradientStart(groups: groups) + rows.roundedUpToLanes * groups * laneCount
  }

  func collect(
    x: Span<Float>, dy: Span<Float>, kept: Span<Float>, group: Int, groups: Int, examples: Int,
    into collected: SharedMemory<Float>, scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let exampleRows = groups * laneCount
    let (start, end) = (gradientStart(groups: groups), biasStart(groups: groups))
    var inputs = collected.mutableSpan(0..<start)
    kernels.transpose(x: x, group: group, exampleRows: exampleRows, into: &inputs)
    var gradients = collected.mutableSpan(start..<end)
    kernels.transpose(x: dy, group: group, exampleRows: exampleRows, into: &gradients)
    guard hasBias else { return }
    var partial = collected.mutableSpan(end + group * rows..<end + (group + 1) * rows)
    kernels.fold(x: dy, examples: examples, into: &partial)
  }

  /// One chain over the batch's examples for each weight; biases by group.
  func gradient(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>,
    weight: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let (start, end) = (gradientStart(groups: groups), biasStart(groups: groups))
    kernels.linearBackwardWeight(
      x: collected.span(0..<start), dy: collected.span(start..<end), gradient: &weight,
      inputs: input.count, rows: rows, columns: columns, examples: examples,
      exampleRows: groups * laneCount)
    sumBias(rows: rows, groups: groups, from: collected, into: &bias, kernels: kernels)
  }

  /// Moves `columns` of `rows` of the weight by one step of SGD, and writes the gradient of the bias.
  func descend(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>, by rule: bench_sgd, weight: inout MutableSpan<Float>,
    velocity: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let (start, end) = (gradientStart(groups: groups), biasStart(groups: groups))
    kernels.linearDescend(
      rule, x: collected.span(0..<start), dy: collected.span(start..<end), weight: &weight,
      velocity: &velocity, inputs: input.count, rows: rows, columns: columns, examples: examples,
      exampleRows: groups * laneCount)
    sumBias(rows: rows, groups: groups, from: collected, into: &bias, kernels: kernels)
  }

  private func sumBias(
    rows: Range<Int>, groups: Int, from collected: SharedMemory<Float>,
    into bias: inout MutableSpan<Float>, kernels: Kernels
  ) {
    guard !bias.isEmpty else { return }
    let start = biasStart(groups: groups) + rows.lowerBound
    kernels.addPartials(
      collected.span(start..<collectedCount(groups: groups)), count: groups,
      stride: self.rows, into: &bias)
  }

  func pack(
    rows: Range<Int>, weight: Span<Float>, into packed: SharedMemory<Float>, kernels: Kernels
  ) {}
}

// MARK: Threads that share one group

extension Linear {
  var isWorthDividing: Bool { weightCount >= 1 << 16 && rows >= 64 }

  func outputs(of part: Int, in parts: Int) -> Range<Int> {
    share(of: rows, step: 32, part, parts)
  }

  func inputs(of part: Int, in parts: Int) -> Range<Int> {
    share(of: input.count, step: 128, part, parts)
  }

  /// A part of `count` features, in whole blocks of the kernel as far as there are.
  private func share(of count: Int, step: Int, _ part: Int, _ parts: Int) -> Range<Int> {
    let blocks = (count + step - 1) / step
    return min(count, blocks * part / parts * step)..<min(count, blocks * (part + 1) / parts * step)
  }

  func forward(
    outputs: Range<Int>, x: Span<Float>, y: inout MutableSpan<Float>, weights: Weights, pass: Pass,
    kernels: Kernels
  ) {
    let weight = weights.weight.lowerBound
    let bias = weights.bias.lowerBound
    kernels.linearForward(
      x: x,
      weight: weights.parameters.span(
        weight + outputs.lowerBound * input.count..<weight + outputs.upperBound * input.count),
      bias: weights.parameters.span(
        hasBias ? bias + outputs.lowerBound..<bias + outputs.upperBound : bias..<bias),
      y: &y, inputs: input.count, outputs: outputs.count, examples: pass.examples)
  }

  func backward(
    inputs: Range<Int>, x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, weights: Weights, pass: Pass, kernels: Kernels
  ) {
    kernels.linearBackwardInputOfFew(
      columns: inputs, dy: dy, weight: weights.parameters.span(weights.weight), x: x,
      of: function, dx: &dx, inputs: input.count, outputs: rows, examples: pass.examples)
  }
}
