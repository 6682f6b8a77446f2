import CKernels
import JSON

/// A square pooling window; windows overlap where the stride is smaller than the kernel.
package struct PoolConfiguration: Hashable, Sendable {
  package var kernelSize: Int
  package var stride: Int

  package init(kernelSize: Int, stride: Int? = nil) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
  }
}

/// The largest value of each window.
struct MaxPool2dConfiguration: PoolType {
  static let name = "max_pool2d"
  static let documentation = "The largest value of each window."
  static let kind = Pool2d.Kind.max
  let window: PoolConfiguration
}

/// The mean value of each window.
struct AvgPool2dConfiguration: PoolType {
  static let name = "avg_pool2d"
  static let documentation = "The mean of each window."
  static let kind = Pool2d.Kind.average
  let window: PoolConfiguration
}

extension LayerConfiguration {
  package static func maxPool2d(_ window: PoolConfiguration) -> LayerConfiguration {
    LayerConfiguration(MaxPool2dConfiguration(window: window))
  }

  package static func avgPool2d(_ window: PoolConfiguration) -> LayerConfiguration {
    LayerConfiguration(AvgPool2dConfiguration(window: window))
  }
}

/// The keys, shapes and cost that max and average pooling share.
protocol PoolType: LayerType {
  static var kind: Pool2d.Kind { get }
  var window: PoolConfiguration { get }
  init(window: PoolConfiguration)
}

extension PoolType {
  static var keys: [KeyDescription] {
    [
      KeyDescription(
        "kernel_size", .integer(1...1024), .required, "The side of the square window."),
      KeyDescription(
        "stride", .integer(1...1024), .sameAs("kernel_size"),
        "The step from one window to the next. Windows overlap where it is smaller than their side."
      ),
    ]
  }

  init(_ fields: Fields) {
    self.init(
      window: PoolConfiguration(
        kernelSize: fields.int("kernel_size"), stride: fields.int("stride")))
  }

  var summary: String {
    "\(Self.name) \(window.kernelSize)x\(window.kernelSize)"
      + (window.stride == window.kernelSize ? "" : ", stride \(window.stride)")
  }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    try window.outputShape(for: input)
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .transform(try Pool2d(Self.kind, window, input: input))
  }
}

extension PoolConfiguration {
  fileprivate func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 3 else {
      throw ShapeMismatch(key: nil, problem: "pooling needs an image, not an input of \(input)")
    }
    let sides = input.dimensions[1...]
    guard sides.allSatisfy({ $0 >= kernelSize }) else {
      throw .kernel(kernelSize, doesNotFit: input, largest: sides.min() ?? 0)
    }
    return Shape([input.dimensions[0]] + sides.map { ($0 - kernelSize) / stride + 1 })
  }
}

/// The largest or the mean value of each window.
struct Pool2d: TransformLayer {
  enum Kind: Sendable { case max, average }

  let kind: Kind
  let input: Shape
  let output: Shape
  private let geometry: bench_pool2d

  init(_ kind: Kind, _ configuration: PoolConfiguration, input: Shape) throws(ShapeMismatch) {
    self.kind = kind
    self.input = input
    output = try configuration.outputShape(for: input)
    geometry = bench_pool2d(
      channels: Int32(input.dimensions[0]), height: Int32(input.dimensions[1]),
      width: Int32(input.dimensions[2]), out_height: Int32(output.dimensions[1]),
      out_width: Int32(output.dimensions[2]), kernel: Int32(configuration.kernelSize),
      stride: Int32(configuration.stride))
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
      let x = x.extracting(inputRange(of: group))
      var part = y.slice(outputRange(of: group))
      switch kind {
      case .max:
        var winners = kept.slice(outputRange(of: group))
        kernels.maxPoolForward(geometry, x: x, y: &part, winners: &winners)
      case .average:
        kernels.avgPoolForward(geometry, x: x, y: &part)
      }
    }
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    for group in 0..<pass.groups.count {
      let dy = dy.extracting(outputRange(of: group))
      let x = x.extracting(inputRange(of: group))
      var part = dx.slice(inputRange(of: group))
      switch kind {
      case .max:
        let winners = kept.extracting(outputRange(of: group))
        kernels.maxPoolBackward(
          geometry, dy: dy, winners: winners, x: x, of: function, dx: &part)
      case .average:
        kernels.avgPoolBackward(geometry, dy: dy, x: x, of: function, dx: &part)
      }
    }
  }

  private func inputRange(of group: Int) -> Range<Int> {
    group * geometry.inputCount..<(group + 1) * geometry.inputCount
  }

  private func outputRange(of group: Int) -> Range<Int> {
    group * geometry.outputCount..<(group + 1) * geometry.outputCount
  }
}
