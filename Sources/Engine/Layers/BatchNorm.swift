import JSON

/// What a definition says of a normalisation of each channel (or feature) over the batch,
/// torch.nn.BatchNorm1d and 2d.
package struct BatchNormConfiguration: LayerType {
  /// Added to the variance.
  package var epsilon: Double
  /// The share of a batch's statistics in the running ones.
  package var momentum: Double

  package init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }

  static let name = "batch_norm"
  static let documentation = "Normalises each channel, or feature, over the batch."
  static let keys = [
    KeyDescription("eps", .number(.positive), .value(1e-5), "The number added to the variance."),
    KeyDescription(
      "momentum", .number(.upToOne), .value(0.1), "The weight of a batch in the running statistics."
    ),
  ]

  init(_ fields: Fields) {
    self.init(epsilon: fields.double("eps"), momentum: fields.double("momentum"))
  }

  var computation: Computation { .batchNorm(epsilon: epsilon) }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  func parameterShapes(for input: Shape) -> [ParameterShape] {
    let first: KeyValuePairs<String, Initializer> = [
      "weight": .ones, "bias": .zeros, "running_mean": .zeros, "running_var": .ones,
    ]
    return first.map { name, initializer in
      ParameterShape(
        name: name, dimensions: [input.dimensions[0]], isTrained: !name.hasPrefix("running"),
        initializer: initializer)
    }
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .trainable(BatchNorm(self, input: input))
  }

  /// Whether it normalises each channel by a single value of an example: of one example its
  /// variance is 0.
  func needsBatch(for input: Shape) -> Bool { input.count == input.dimensions[0] }
}

extension LayerConfiguration {
  package static func batchNorm(_ configuration: BatchNormConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}

/// Normalisation of each channel of an image, or of each feature, by the batch's statistics:
/// y = (x − mean) ÷ √(variance + ε) · weight + bias.
///
/// Ioffe & Szegedy, Batch Normalization, 2015, as torch.nn.BatchNorm1d and 2d. Its sums run over
/// the whole batch, so the network takes all groups to this layer, joins, and goes on.
struct BatchNorm: BatchLayer, ActivatingLayer, OverwritingLayer {
  let input: Shape
  let parameters: [ParameterShape]
  private let configuration: BatchNormConfiguration

  init(_ configuration: BatchNormConfiguration, input: Shape) {
    self.input = input
    self.configuration = configuration
    parameters = configuration.parameterShapes(for: input)
  }

  var output: Shape { input }
  var rows: Int { input.dimensions[0] }
  var hasBias: Bool { true }
  var isNormalization: Bool { true }
  /// Positions of a channel.
  private var area: Int { input.count / rows }
  var rowStep: Int { rows }
  var keptPerGroup: Int { 0 }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { area > 1 }
  var overBatch: (any BatchLayer)? { self }
  var activating: (any ActivatingLayer)? { self }
  var overwriting: (any OverwritingLayer)? { self }
  /// Its sums read the input twice before, and its input gradient reads it too.
  var furtherReads: (forward: Int, backward: Int) { (2, 1) }
  /// mean[C], 1 ÷ √(variance + ε)[C], then the batch's means of dy · x̂ [C] and of dy [C]; before
  /// these, in the place of the first, its sums of x − mean.
  var packedCount: Int { 4 * rows }

  private func statistic(_ index: Int) -> Range<Int> { index * rows..<(index + 1) * rows }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    forward(
      x: x, adding: nil, y: &y, activation: nil, weights: weights, pass: pass, kernels: kernels)
  }

  func forward(
    x: Span<Float>, adding addend: Span<Float>?, y: inout MutableSpan<Float>,
    activation function: ElementaryFunction?, weights: Weights, pass: Pass, kernels: Kernels
  ) {
    let lanes = input.count * laneCount
    for position in 0..<pass.groups.count {
      let range = position * lanes..<(position + 1) * lanes
      var part = y.slice(range)
      kernels.normalize(
        x: x.extracting(range), adding: addend?.extracting(range), y: &part, activation: function,
        mean: weights.packed.span(statistic(0)), scale: weights.packed.span(statistic(1)),
        weight: weights.parameters.span(weights.weight),
        bias: weights.parameters.span(weights.bias))
    }
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    backward(x: x, of: function, dy: dy, dx: &dx, weights: weights, kernels: kernels)
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, gradient: inout MutableSpan<Float>,
    weights: Weights, kernels: Kernels
  ) {
    backward(x: x, of: function, dy: nil, dx: &gradient, weights: weights, kernels: kernels)
  }

  /// If `dy` is nil, dx holds dy and is overwritten.
  private func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>?,
    dx: inout MutableSpan<Float>, weights: Weights, kernels: Kernels
  ) {
    let lanes = input.count * laneCount
    for start in stride(from: 0, to: x.count, by: lanes) {
      let range = start..<start + lanes
      var part = dx.slice(range)
      kernels.normalizeBackward(
        x: x.extracting(range), dy: dy?.extracting(range), dx: &part,
        mean: weights.packed.span(statistic(0)), scale: weights.packed.span(statistic(1)),
        weight: weights.parameters.span(weights.weight),
        weightMean: weights.packed.span(statistic(2)), biasMean: weights.packed.span(statistic(3)))
    }
    if let function { kernels.backpropagate(function, y: x, gradient: &dx) }
  }

  /// Of each group the sums [2, C]: of x; then of x − mean and its square; then of dy · x̂ and dy.
  func collectedCount(groups: Int) -> Int { groups * 2 * rows }

  func collect(
    x: Span<Float>, dy: Span<Float>, kept: Span<Float>, group: Int, groups: Int, examples: Int,
    into collected: SharedMemory<Float>, scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {}

  func gradient(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>,
    weight: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let end = collectedCount(groups: groups)
    kernels.addPartials(
      collected.span(0..<end), count: groups, stride: 2 * self.rows, into: &weight)
    kernels.addPartials(
      collected.span(self.rows..<end), count: groups, stride: 2 * self.rows, into: &bias)
  }

  func pack(
    rows: Range<Int>, weight: Span<Float>, into packed: SharedMemory<Float>, kernels: Kernels
  ) {}
}

// MARK: Statistics of the batch

extension BatchNorm {
  /// Sums over one group; `dy` is empty but for the gradient.
  func sum(
    _ statistic: BatchStatistic, x: Span<Float>, dy: Span<Float>, group: Int, examples: Int,
    weights: Weights, into collected: SharedMemory<Float>, kernels: Kernels
  ) {
    let mean = weights.packed.span(self.statistic(0))
    var first = collected.mutableSpan(2 * group * rows..<(2 * group + 1) * rows)
    let end = (2 * group + (statistic == .mean ? 1 : 2)) * rows
    var second = collected.mutableSpan((2 * group + 1) * rows..<end)
    switch statistic {
    case .mean:
      kernels.channelSums(
        x, examples: examples, mean: mean.extracting(0..<0), sums: &first, squares: &second)
    case .variance:
      kernels.channelSums(x, examples: examples, mean: mean, sums: &first, squares: &second)
    case .gradient:
      kernels.normalizeSums(
        x: x, dy: dy, examples: examples, mean: mean,
        scale: weights.packed.span(self.statistic(1)), weightSums: &first, biasSums: &second)
    }
  }

  /// Adds the groups' sums in order and turns them into means; mean and variance go into the
  /// running statistics too.
  func combine(
    _ statistic: BatchStatistic, groups: Int, examples: Int, weights: Weights,
    from collected: SharedMemory<Float>, kernels: Kernels
  ) {
    let count = Float(examples * area)
    let end = collectedCount(groups: groups)
    var sums = weights.packed.mutableSpan(self.statistic(statistic == .mean ? 0 : 2))
    kernels.addPartials(collected.span(0..<end), count: groups, stride: 2 * rows, into: &sums)
    for c in 0..<rows where statistic != .variance { sums[c] /= count }
    guard statistic != .mean else { return }
    var others = weights.packed.mutableSpan(self.statistic(statistic == .variance ? 1 : 3))
    kernels.addPartials(collected.span(rows..<end), count: groups, stride: 2 * rows, into: &others)
    for c in 0..<rows {
      if statistic == .gradient {
        others[c] /= count
      } else {
        let squares = correctedSquares(
          others[c], channel: c, offsets: sums[c], count: count, weights: weights)
        updateRunning(channel: c, squares: squares, count: count, weights: weights)
        others[c] = inverseDeviation(squares / count)
      }
    }
  }

  /// Takes the first mean's rounding, which the offsets' sum shows, out of the mean and out of the
  /// sum of squares, and returns that: the corrected two-pass algorithm of Chan, Golub & LeVeque, Algorithms
  /// for Computing the Sample Variance, 1983.
  private func correctedSquares(
    _ squares: Float, channel: Int, offsets: Float, count: Float, weights: Weights
  ) -> Float {
    var mean = weights.packed.mutableSpan(statistic(0))
    let shift = offsets / count
    mean[channel] += shift
    let corrected = squares - offsets * shift
    return corrected < 0 ? 0 : corrected
  }

  /// running ← (1 − m) · running + m · batch, with the unbiased variance.
  private func updateRunning(channel: Int, squares: Float, count: Float, weights: Weights) {
    let share = Float(configuration.momentum)
    let rest = Float(1 - configuration.momentum)
    var running = weights.parameters.mutableSpan(weights.buffers)
    let mean = weights.packed.span(statistic(0))[channel]
    let variance = squares / max(count - 1, 1)
    running[channel] = rest * running[channel] + share * mean
    running[rows + channel] = rest * running[rows + channel] + share * variance
  }

  /// Uses the running statistics instead of the batch's, for evaluation.
  func useRunning(_ weights: Weights) {
    let running = weights.parameters.span(weights.buffers)
    var statistics = weights.packed.mutableSpan(0..<2 * rows)
    for c in 0..<rows {
      statistics[c] = running[c]
      statistics[rows + c] = inverseDeviation(running[rows + c])
    }
  }

  private func inverseDeviation(_ variance: Float) -> Float {
    1 / (variance + Float(configuration.epsilon)).squareRoot()
  }
}
