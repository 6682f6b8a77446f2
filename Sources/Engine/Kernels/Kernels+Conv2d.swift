import CKernels

extension Kernels {
  /// Copies output channels `rows` of w[O, C ÷ G, KH, KW] into the order the other two kernels read.
  func pack(
    _ conv: bench_conv2d, weight: Span<Float>, rows: Range<Int>,
    forward: inout MutableSpan<Float>, backward: inout MutableSpan<Float>
  ) {
    precondition(rows.upperBound <= Int(conv.out_channels))
    precondition(weight.count == conv.weightCount)
    precondition(forward.count == weight.count && backward.count == weight.count)
    var conv = conv
    table.pointee.conv2d_pack(
      &conv, weight.address, Int32(rows.lowerBound), Int32(rows.upperBound), forward.address,
      backward.address)
  }

  /// y[O, OH, OW, 16] = bias + w ⋆ x[C, H, W, 16]; an empty bias is none.
  func forward(
    _ conv: bench_conv2d, x: Span<Float>, packed: Span<Float>, bias: Span<Float>,
    y: inout MutableSpan<Float>
  ) {
    precondition(x.count == conv.inputCount && y.count == conv.outputCount)
    precondition(packed.count == conv.weightCount)
    precondition(bias.isEmpty || bias.count == Int(conv.out_channels))
    var conv = conv
    table.pointee.conv2d_forward(
      &conv, x.address, packed.address, bias.isEmpty ? nil : bias.address, y.address)
  }

  /// dx[C, H, W, 16] from dy[O, OH, OW, 16], taken back through the function of which x is the
  /// output.
  func backwardInput(
    _ conv: bench_conv2d, dy: Span<Float>, packed: Span<Float>, x: Span<Float>,
    of function: ElementaryFunction?, dx: inout MutableSpan<Float>
  ) {
    precondition(dx.count == conv.inputCount && x.count == dx.count)
    precondition(dy.count == conv.outputCount)
    precondition(packed.count == conv.weightCount)
    var conv = conv
    table.pointee.conv2d_backward_input(
      &conv, dy.address, packed.address, function?.rawValue ?? -1, x.address, dx.address)
  }

  /// One group's dw[O, C ÷ G, KH, KW] followed by db[O] where the layer has a bias.
  func backwardWeight(
    _ conv: bench_conv2d, x: Span<Float>, dy: Span<Float>, examples: Int,
    scratch: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>
  ) {
    precondition(x.count == conv.inputCount && dy.count == conv.outputCount)
    precondition(scratch.count >= conv.scratchCount)
    let hasBias = gradient.count == conv.weightCount + Int(conv.out_channels)
    precondition(hasBias || gradient.count == conv.weightCount)
    var conv = conv
    guard let dw = gradient.address else { return }
    table.pointee.conv2d_backward_weight(
      &conv, x.address, dy.address, Int32(examples), scratch.address, dw,
      hasBias ? dw + conv.weightCount : nil)
  }
}

extension bench_conv2d {
  var weightCount: Int {
    Int(out_channels) * Int(channels / groups) * Int(down.kernel) * Int(across.kernel)
  }
  var inputCount: Int { Int(channels) * Int(height) * Int(width) * laneCount }
  var outputCount: Int { Int(out_channels) * Int(out_height) * Int(out_width) * laneCount }
  var scratchCount: Int {
    var conv = self
    return Int(bench_conv2d_scratch(&conv))
  }
}
