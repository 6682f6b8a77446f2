import JSON

/// What a definition says of a normalisation over all features of each example,
/// torch.nn.LayerNorm over the whole shape.
package struct LayerNormConfiguration: LayerType {
  /// Added to the variance.
  package var epsilon: Double
  /// Whether each feature has a weight and a bias.
  package var affine: Bool

  package init(epsilon: Double = 1e-5, affine: Bool = true) {
    self.epsilon = epsilon
    self.affine = affine
  }

  static let name = "layer_norm"
  static let documentation = "Normalises each example over all its features."
  static let keys = [
    KeyDescription("eps", .number(.positive), .value(1e-5), "The number added to the variance."),
    KeyDescription(
      "affine", .boolean, .value(true), "Whether each feature has a weight and a bias."),
  ]

  init(_ fields: Fields) {
    self.init(epsilon: fields.double("eps"), affine: fields.bool("affine"))
  }

  var summary: String { affine ? "layer_norm" : "layer_norm, not affine" }
  var computation: Computation {
    .groupNorm(groups: 1, epsilon: epsilon, affine: affine ? .features : .none)
  }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  func parameterShapes(for input: Shape) -> [ParameterShape] {
    guard affine else { return [] }
    return [
      ParameterShape(name: "weight", dimensions: input.dimensions, initializer: .ones),
      ParameterShape(name: "bias", dimensions: input.dimensions, initializer: .zeros),
    ]
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    let layer = ExampleNorm(
      input: input, parts: 1, area: 1, epsilon: Float(epsilon),
      parameters: parameterShapes(for: input))
    return affine ? .trainable(layer) : .transform(layer)
  }
}

extension LayerConfiguration {
  package static func layerNorm(_ configuration: LayerNormConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}

/// Normalisation of an example by its own statistics, over all features or over each of several
/// parts: y = (x − mean) ÷ √(variance + ε) · weight + bias.
///
/// Ba, Kiros & Hinton, Layer Normalization, 2016. Each lane is one example, so every statistic is
/// a sum within a lane.
struct ExampleNorm: TrainableLayer {
  let input: Shape
  /// Features [P, F ÷ P] that are normalised together.
  let parts: Int
  /// Features side by side that share a weight and a bias.
  let area: Int
  let epsilon: Float
  /// weight[F ÷ area] and bias, or none.
  let parameters: [ParameterShape]

  var output: Shape { input }
  var rows: Int { input.count / area }
  var hasBias: Bool { true }
  var isNormalization: Bool { true }
  var rowStep: Int { 16 }
  /// statistics[P, 2, 16]: mean, and 1 ÷ √(variance + ε).
  var keptPerGroup: Int { parts * 2 * laneCount }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { input.dimensions.dropFirst().contains { $0 > 1 } }
  var packedCount: Int { 0 }
  /// Forward reads x for the mean, the variance and y; backward for two means and for dx.
  var furtherReads: (forward: Int, backward: Int) { (2, 2) }

  /// x[G, F, 16] to y[G, F, 16].
  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      var statistics = kept.slice(range(of: group, keptPerGroup))
      var part = y.slice(range(of: group, lanes))
      kernels.normalizeExamples(
        geometry, epsilon: epsilon, x: x.extracting(range(of: group, lanes)),
        weight: weights.parameters.span(weights.weight),
        bias: weights.parameters.span(weights.bias), statistics: &statistics, y: &part)
    }
  }

  /// dy[G, F, 16] to dx[G, F, 16].
  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      var part = dx.slice(range(of: group, lanes))
      kernels.normalizeExamplesBackward(
        geometry, x: x.extracting(range(of: group, lanes)),
        dy: dy.extracting(range(of: group, lanes)),
        weight: weights.parameters.span(weights.weight),
        statistics: kept.extracting(range(of: group, keptPerGroup)), dx: &part)
    }
    if let function { kernels.backpropagate(function, y: x, gradient: &dx) }
  }

  private var lanes: Int { input.count * laneCount }
  private var geometry: Kernels.ExampleNormGeometry { .init(parts: parts, area: area) }

  private func range(of group: Int, _ count: Int) -> Range<Int> {
    group * count..<(group + 1) * count
  }

  /// Of each group the sums [2, rows] of dy · x̂ and of dy.
  func collectedCount(groups: Int) -> Int { groups * 2 * rows }

  func collect(
    x: Span<Float>, dy: Span<Float>, kept: Span<Float>, group: Int, groups: Int, examples: Int,
    into collected: SharedMemory<Float>, scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    var weightSums = collected.mutableSpan(range(of: 2 * group, rows))
    var biasSums = collected.mutableSpan(range(of: 2 * group + 1, rows))
    kernels.normalizeExamplesSums(
      geometry, x: x, dy: dy, examples: examples, statistics: kept, weightSums: &weightSums,
      biasSums: &biasSums)
  }

  /// The groups' sums in ascending order.
  func gradient(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>,
    weight: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let end = collectedCount(groups: groups)
    kernels.addPartials(
      collected.span(rows.lowerBound..<end), count: groups, stride: 2 * self.rows, into: &weight)
    kernels.addPartials(
      collected.span(self.rows + rows.lowerBound..<end), count: groups, stride: 2 * self.rows,
      into: &bias)
  }

  func pack(
    rows: Range<Int>, weight: Span<Float>, into packed: SharedMemory<Float>, kernels: Kernels
  ) {}
}
