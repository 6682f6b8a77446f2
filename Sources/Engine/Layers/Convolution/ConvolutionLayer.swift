import CKernels

/// A convolution of one or two axes, y[O, OH, OW] = b[O] + w[O, C ÷ G, KH, KW] ⋆ x[C, H, W]. One of
/// one axis has height 1.
struct Convolution: TrainableLayer {
  let input: Shape
  let output: Shape
  let parameters: [ParameterShape]
  let hasBias: Bool
  private let geometry: bench_conv2d

  init(_ configuration: some ConvolutionType, input: Shape) throws(ShapeMismatch) {
    self.input = input
    output = try configuration.outputShape(for: input)
    parameters = configuration.parameterShapes(for: input)
    hasBias = configuration.bias
    let axes = configuration.axes.map(bench_axis.init)
    guard let across = axes.last else { preconditionFailure("a convolution has an axis") }
    var down = across
    if axes.count == 1 {
      (down.kernel, down.padding, down.dilation) = (1, 0, 1)
    } else {
      down = axes[0]
    }
    let (sides, outSides) = (input.imageSides, output.imageSides)
    geometry = bench_conv2d(
      channels: Int32(input.dimensions[0]), height: Int32(sides.height),
      width: Int32(sides.width), out_channels: Int32(output.dimensions[0]),
      out_height: Int32(outSides.height), out_width: Int32(outSides.width), down: down,
      across: across, groups: Int32(configuration.groups))
  }

  var rows: Int { output.dimensions[0] }
  var rowStep: Int { 1 }
  var keptPerGroup: Int { 0 }
  var scratchCount: Int { geometry.scratchCount }
  var isSpatial: Bool { true }
  /// Once for forward, once for backward.
  var packedCount: Int { 2 * weightCount }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    let bias = weights.parameters.span(weights.bias)
    let packed = weights.packed.span(0..<weightCount)
    for group in 0..<pass.groups.count {
      var part = y.slice(range(of: group, geometry.outputCount))
      kernels.forward(
        geometry, x: x.extracting(range(of: group, geometry.inputCount)), packed: packed,
        bias: bias, y: &part)
    }
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let packed = weights.packed.span(weightCount..<2 * weightCount)
    for group in 0..<pass.groups.count {
      var part = dx.slice(range(of: group, geometry.inputCount))
      kernels.backwardInput(
        geometry, dy: dy.extracting(range(of: group, geometry.outputCount)), packed: packed,
        x: x.extracting(range(of: group, geometry.inputCount)), of: function, dx: &part)
    }
  }

  private func range(of group: Int, _ count: Int) -> Range<Int> {
    group * count..<(group + 1) * count
  }

  /// One partial gradient a group: collected[G, weights + bias].
  func collectedCount(groups: Int) -> Int { groups * partialCount }

  private var partialCount: Int { weightCount + (hasBias ? rows : 0) }

  func collect(
    x: Span<Float>, dy: Span<Float>, kept: Span<Float>, group: Int, groups: Int, examples: Int,
    into collected: SharedMemory<Float>, scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    var partial = collected.mutableSpan(range(of: group, partialCount))
    kernels.backwardWeight(
      geometry, x: x, dy: dy, examples: examples, scratch: &scratch, gradient: &partial)
  }

  /// The groups' partials in ascending order.
  func gradient(
    rows: Range<Int>, columns: Range<Int>, groups: Int, examples: Int,
    from collected: SharedMemory<Float>,
    weight: inout MutableSpan<Float>, bias: inout MutableSpan<Float>, kernels: Kernels
  ) {
    let end = collectedCount(groups: groups)
    kernels.addPartials(
      collected.span(rows.lowerBound * fanIn..<end), count: groups, stride: partialCount,
      into: &weight)
    guard hasBias else { return }
    kernels.addPartials(
      collected.span(weightCount + rows.lowerBound..<end), count: groups, stride: partialCount,
      into: &bias)
  }

  func pack(
    rows: Range<Int>, weight: Span<Float>, into packed: SharedMemory<Float>, kernels: Kernels
  ) {
    var forward = packed.mutableSpan(0..<weightCount)
    var backward = packed.mutableSpan(weightCount..<2 * weightCount)
    kernels.pack(geometry, weight: weight, rows: rows, forward: &forward, backward: &backward)
  }
}

extension bench_axis {
  fileprivate init(_ axis: ConvolutionAxis) {
    self.init(
      kernel: Int32(axis.kernel), stride: Int32(axis.stride),
      padding: Int32(axis.paddingBeforeAndTotal.before), dilation: Int32(axis.dilation))
  }
}
