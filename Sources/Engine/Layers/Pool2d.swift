import CKernels

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
