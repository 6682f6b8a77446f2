import CKernels

/// A dense layer, y[O] = b[O] + w[O, I] · x[I].
///
/// A convolution that covers its image, LeNet-5's third, is one too: its one window is the whole
/// input, and its weight [O, C, K, K] lies as [O, I] does. So its weight gradient is one chain over
/// the batch's examples, as any dense layer's, not a sum over groups.
struct Linear: TrainableLayer {
  let input: Shape
  let output: Shape
  let parameters: [ParameterShape]
  let rows: Int
  let hasBias: Bool
  let weightInitializer: Initializer
  let biasInitializer: Initializer

  init(_ configuration: LinearConfiguration, input: Shape) throws(ShapeMismatch) {
    self.input = input
    output = try configuration.outputShape(for: input)
    parameters = LayerConfiguration.linear(configuration).parameterShapes(for: input)
    rows = configuration.outFeatures
    hasBias = configuration.bias
    weightInitializer = configuration.weightInitializer
    biasInitializer = configuration.biasInitializer
  }

  /// - Parameter configuration: of a convolution that covers `input`.
  init(covering configuration: Conv2dConfiguration, input: Shape) throws(ShapeMismatch) {
    self.input = input
    output = try configuration.outputShape(for: input)
    parameters = LayerConfiguration.conv2d(configuration).parameterShapes(for: input)
    rows = configuration.outChannels
    hasBias = configuration.bias
    weightInitializer = configuration.weightInitializer
    biasInitializer = configuration.biasInitializer
  }

  var rowStep: Int { 1 }
  var keptPerGroup: Int { 0 }
  /// A panel of 48 columns of the weight.
  var scratchCount: Int { 48 * rows }
  var isSpatial: Bool { false }
  var packedCount: Int { 0 }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    kernels.linearForward(
      x: x, weight: weights.parameters.span(weights.weight),
      bias: weights.parameters.span(weights.bias), y: &y, inputs: input.count, outputs: rows,
      groups: pass.groups.count)
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
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
    x: Span<Float>, dy: Span<Float>, group: Int, groups: Int, examples: Int,
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

extension Conv2dConfiguration {
  /// Whether the kernel is as large as its image and nothing pads it: there is one window, and it
  /// holds every input. Elsewhere a single output position may leave out inputs or reach beyond.
  func covers(_ input: Shape) -> Bool {
    input.dimensions.count == 3 && input.dimensions[1...].allSatisfy { $0 == kernelSize }
      && paddingBeforeAndTotal.total == 0
  }
}
