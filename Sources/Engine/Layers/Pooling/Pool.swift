import CKernels

/// What max and average pooling of images and of [channels, length] share: shapes, and the layer.
protocol PoolType: LayerType {
  static var kind: Pool.Kind { get }
  /// Axes of the data.
  static var rank: Int { get }
  /// What the input must be: `an image`.
  static var inputNoun: String { get }
  var window: PoolConfiguration { get }
}

extension PoolType {
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == Self.rank + 1 else {
      throw ShapeMismatch(
        key: nil, problem: "\(Self.name) needs \(Self.inputNoun), not an input of \(input)")
    }
    let kernel = window.kernelSize.axes.suffix(Self.rank)
    let stride = window.stride.axes.suffix(Self.rank)
    let sides = Array(input.dimensions[1...])
    guard zip(kernel, sides).allSatisfy({ $0 <= $1 }) else {
      throw mismatch(kernel: Array(kernel), input: input)
    }
    return Shape(
      [input.dimensions[0]]
        + zip(sides, zip(kernel, stride)).map { ($0 - $1.0) / $1.1 + 1 })
  }

  private func mismatch(kernel: [Int], input: Shape) -> ShapeMismatch {
    let sides = Array(input.dimensions[1...])
    guard Set(kernel).count > 1 else {
      let largest = sides.min() ?? 0
      return .kernel(
        "\(kernel[0])", doesNotFit: input, largest: "\(largest)", isLeast: largest <= 1)
    }
    let largest = zip(kernel, sides).map { min($0, $1) }
    return .kernel(
      "\(kernel)", doesNotFit: input, largest: "\(largest)",
      isLeast: largest.allSatisfy { $0 <= 1 })
  }

  var computation: Computation {
    let axes = zip(window.kernelSize.axes, window.stride.axes).suffix(Self.rank)
      .map(Computation.Axis.init(kernel:stride:))
    return Self.kind == .max ? .maxPool(axes: axes) : .averagePool(axes: axes)
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .transform(
      Pool(Self.kind, window, input: input, output: try outputShape(for: input)))
  }
}

/// The largest or the mean value of each window.
struct Pool: TransformLayer {
  enum Kind: Sendable {
    case max, average
    /// Over windows that divide the data as evenly as it goes. Kernel and stride do not count.
    case adaptiveAverage
  }

  let kind: Kind
  let input: Shape
  let output: Shape
  private let geometry: bench_pool2d

  init(_ kind: Kind, _ configuration: PoolConfiguration, input: Shape, output: Shape) {
    self.kind = kind
    self.input = input
    self.output = output
    geometry = bench_pool2d(
      from: input, to: output, kernel: configuration.kernelSize, stride: configuration.stride)
  }

  /// Which cell of its window won, for each output.
  var keptPerGroup: Int { kind == .max ? geometry.outputCount : 0 }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { true }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      let x = x.extracting(geometry.inputRange(of: group))
      var part = y.slice(geometry.outputRange(of: group))
      switch kind {
      case .max:
        var winners = kept.slice(geometry.outputRange(of: group))
        kernels.maxPoolForward(geometry, x: x, y: &part, winners: &winners)
      case .average, .adaptiveAverage:
        kernels.avgPoolForward(geometry, isAdaptive: kind == .adaptiveAverage, x: x, y: &part)
      }
    }
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      let dy = dy.extracting(geometry.outputRange(of: group))
      let x = x.extracting(geometry.inputRange(of: group))
      var part = dx.slice(geometry.inputRange(of: group))
      switch kind {
      case .max:
        let winners = kept.extracting(geometry.outputRange(of: group))
        kernels.maxPoolBackward(
          geometry, dy: dy, winners: winners, x: x, of: function, dx: &part)
      case .average, .adaptiveAverage:
        kernels.avgPoolBackward(
          geometry, isAdaptive: kind == .adaptiveAverage, dy: dy, x: x, of: function, dx: &part)
      }
    }
  }
}

extension bench_pool2d {
  /// A pool of an image, or of [channels, length] as one of height 1.
  init(from input: Shape, to output: Shape, kernel: Extent, stride: Extent) {
    let (sides, outSides) = (input.imageSides, output.imageSides)
    self.init(
      channels: Int32(input.dimensions[0]), height: Int32(sides.height),
      width: Int32(sides.width), out_height: Int32(outSides.height),
      out_width: Int32(outSides.width), kernel_height: Int32(kernel.height),
      kernel_width: Int32(kernel.width), stride_down: Int32(stride.height),
      stride_across: Int32(stride.width))
  }
}
