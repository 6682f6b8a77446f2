import CKernels
import JSON

/// What a definition says of a two-dimensional convolution:
/// `y[O, OH, OW] = b[O] + w[O, C, K, K] ⋆ x[C, H, W]`.
package struct Conv2dConfiguration: LayerType {
  package var outChannels: Int
  package var kernelSize: Int
  package var stride: Int
  package var padding: Padding
  package var bias: Bool
  package var weightInitializer: Initializer
  package var biasInitializer: Initializer

  package init(
    outChannels: Int, kernelSize: Int, stride: Int = 1, padding: Padding = .count(0),
    bias: Bool = true, weightInitializer: Initializer = .uniformFanIn,
    biasInitializer: Initializer = .uniformFanIn
  ) {
    self.outChannels = outChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.bias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
  }

  static let name = "conv2d"
  static let documentation = "A two-dimensional convolution."
  static let keys =
    [
      KeyDescription(
        "out_channels", .integer(1...65_536), .required, "The number of output channels."),
      KeyDescription(
        "kernel_size", .integer(1...1024), .required, "The side of the square kernel."),
      KeyDescription(
        "stride", .integer(1...1024), .value(1), "The step from one window to the next."),
      KeyDescription(
        "padding", .either(.integer(0...1024), .word("same")), .value(0),
        "The zeros added on every side, or \"same\" to keep the size, which needs stride 1."),
    ] + weightKeys

  init(_ fields: Fields) {
    self.init(
      outChannels: fields.int("out_channels"), kernelSize: fields.int("kernel_size"),
      stride: fields.int("stride"),
      padding: fields["padding"].int.map(Padding.count) ?? .same, bias: fields.bool("bias"),
      weightInitializer: Initializer.variants.make(fields["init"]),
      biasInitializer: Initializer.variants.make(fields["bias_init"]))
  }

  var summary: String {
    var text = "conv2d \(outChannels), \(kernelSize)x\(kernelSize)"
    if stride != 1 { text += ", stride \(stride)" }
    switch padding {
    case .count(0): break
    case .count(let count): text += ", padding \(count)"
    case .same: text += ", padding same"
    }
    return bias ? text : text + ", no bias"
  }

  var weightImage: WeightImage? { .filters }
}

/// Zeros around a convolution's input.
package enum Padding: Hashable, Sendable {
  /// The same number on every side.
  case count(Int)
  /// As many as are needed to keep the size. An odd one goes right and bottom. Needs stride 1.
  case same
}

extension LayerConfiguration {
  package static func conv2d(_ configuration: Conv2dConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}

// MARK: Shapes

extension Conv2dConfiguration {
  /// Zeros before (top, left) and in all (both sides) along one axis.
  package var paddingBeforeAndTotal: (before: Int, total: Int) {
    switch padding {
    case .count(let count): (count, 2 * count)
    case .same: ((kernelSize - 1) / 2, kernelSize - 1)
    }
  }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 3 else {
      throw ShapeMismatch(key: nil, problem: "conv2d needs an image, not an input of \(input)")
    }
    let padded = input.dimensions[1...].map { $0 + paddingBeforeAndTotal.total }
    guard padded.allSatisfy({ $0 >= kernelSize }) else {
      throw .kernel(
        kernelSize, doesNotFit: input, largest: padded.min() ?? 0,
        alternative: stride == 1 ? ", or \"padding\": \"same\" here" : "")
    }
    guard padding != .same || stride == 1 else {
      throw ShapeMismatch(key: "padding", problem: "\"same\" needs stride 1, not \(stride)")
    }
    return Shape([outChannels] + padded.map { ($0 - kernelSize) / stride + 1 })
  }

  func parameterShapes(for input: Shape) -> [ParameterShape] {
    weightShapes(
      weight: [outChannels, input.dimensions[0], kernelSize, kernelSize], hasBias: bias,
      weightInitializer, biasInitializer)
  }

  func multiplyAdds(from input: Shape, to output: Shape) -> Int {
    output.count * input.dimensions[0] * kernelSize * kernelSize
  }

  func multiplyAddsInside(from input: Shape, to output: Shape) -> Int {
    let taps = (1...2).map { axis in
      (0..<output.dimensions[axis]).reduce(0) { sum, position in
        let start = position * stride - paddingBeforeAndTotal.before
        let inside = min(start + kernelSize, input.dimensions[axis]) - max(start, 0)
        return sum + max(0, inside)
      }
    }
    return output.dimensions[0] * input.dimensions[0] * taps[0] * taps[1]
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    covers(input)
      ? .trainable(try Linear(covering: self, input: input))
      : .trainable(try Conv2d(self, input: input))
  }

  /// Whether the kernel is as large as its image and nothing pads it: there is one window, and it
  /// holds every input. Elsewhere a single output position may leave out inputs or reach beyond.
  func covers(_ input: Shape) -> Bool {
    input.dimensions.count == 3 && input.dimensions[1...].allSatisfy { $0 == kernelSize }
      && paddingBeforeAndTotal.total == 0
  }
}

/// A two-dimensional convolution, y[O, OH, OW] = b[O] + w[O, C, K, K] ⋆ x[C, H, W].
struct Conv2d: TrainableLayer {
  let input: Shape
  let output: Shape
  let parameters: [ParameterShape]
  let hasBias: Bool
  private let geometry: bench_conv2d

  init(_ configuration: Conv2dConfiguration, input: Shape) throws(ShapeMismatch) {
    self.input = input
    output = try configuration.outputShape(for: input)
    parameters = configuration.parameterShapes(for: input)
    hasBias = configuration.bias
    geometry = bench_conv2d(
      channels: Int32(input.dimensions[0]), height: Int32(input.dimensions[1]),
      width: Int32(input.dimensions[2]), out_channels: Int32(output.dimensions[0]),
      out_height: Int32(output.dimensions[1]), out_width: Int32(output.dimensions[2]),
      kernel: Int32(configuration.kernelSize), stride: Int32(configuration.stride),
      padding: Int32(configuration.paddingBeforeAndTotal.before))
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
