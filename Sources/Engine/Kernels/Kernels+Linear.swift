import CKernels

extension Kernels {
  /// y[G, O, 16] = bias + w[O, I] · x[G, I, 16]; an empty bias is none.
  func linearForward(
    x: Span<Float>, weight: Span<Float>, bias: Span<Float>, y: inout MutableSpan<Float>,
    inputs: Int, outputs: Int, groups: Int
  ) {
    precondition(x.count == groups * inputs * laneCount)
    precondition(y.count == groups * outputs * laneCount)
    precondition(weight.count == inputs * outputs && (bias.isEmpty || bias.count == outputs))
    table.pointee.linear_forward(
      Int32(inputs), Int32(outputs), Int32(groups), x.address, weight.address,
      bias.isEmpty ? nil : bias.address, y.address)
  }

  /// dx[G, I, 16] from dy[G, O, 16]; `panel` is scratch of 48 · outputs floats.
  func linearBackwardInput(
    dy: Span<Float>, weight: Span<Float>, panel: inout MutableSpan<Float>,
    dx: inout MutableSpan<Float>, inputs: Int, outputs: Int, groups: Int
  ) {
    precondition(dx.count == groups * inputs * laneCount)
    precondition(dy.count == groups * outputs * laneCount)
    precondition(weight.count == inputs * outputs && panel.count >= 48 * outputs)
    table.pointee.linear_backward_input(
      Int32(inputs), Int32(outputs), Int32(groups), dy.address, weight.address, panel.address,
      dx.address)
  }

  /// Rows of dw[O, I] from activations transposed to [⌈F/16⌉, exampleRows, 16].
  ///
  /// - Parameter gradient: dw from row `rows.lowerBound` on.
  func linearBackwardWeight(
    x: Span<Float>, dy: Span<Float>, gradient: inout MutableSpan<Float>, inputs: Int,
    rows: Range<Int>, examples: Int, exampleRows: Int
  ) {
    precondition(rows.lowerBound >= 0 && examples <= exampleRows)
    precondition(x.count >= inputs.roundedUpToLanes * exampleRows)
    precondition(dy.count >= rows.upperBound.roundedUpToLanes * exampleRows)
    precondition(gradient.count >= rows.count * inputs)
    table.pointee.linear_backward_weight(
      Int32(inputs), Int32(rows.lowerBound), Int32(rows.upperBound), Int32(examples),
      Int32(exampleRows), x.address, dy.address, gradient.address)
  }

  /// One step of SGD for rows of w[O, I] along that gradient; an empty velocity is no momentum.
  ///
  /// - Parameters:
  ///   - weight: w from row `rows.lowerBound` on.
  ///   - velocity: likewise.
  func linearDescend(
    _ rule: bench_sgd, x: Span<Float>, dy: Span<Float>, weight: inout MutableSpan<Float>,
    velocity: inout MutableSpan<Float>, inputs: Int, rows: Range<Int>, examples: Int,
    exampleRows: Int
  ) {
    precondition(rows.lowerBound >= 0 && examples <= exampleRows)
    precondition(x.count >= inputs.roundedUpToLanes * exampleRows)
    precondition(dy.count >= rows.upperBound.roundedUpToLanes * exampleRows)
    precondition(weight.count >= rows.count * inputs)
    precondition(velocity.isEmpty || velocity.count == weight.count)
    var rule = rule
    table.pointee.linear_descend(
      Int32(inputs), Int32(rows.lowerBound), Int32(rows.upperBound), Int32(examples),
      Int32(exampleRows), x.address, dy.address, &rule, weight.address,
      velocity.isEmpty ? nil : velocity.address)
  }

  /// Writes x[F, 16] as rows `group · 16 …` of t[⌈F/16⌉, exampleRows, 16].
  func transpose(
    x: Span<Float>, group: Int, exampleRows: Int, into t: inout MutableSpan<Float>
  ) {
    let features = x.count / laneCount
    precondition((group + 1) * laneCount <= exampleRows)
    precondition(t.count >= features.roundedUpToLanes * exampleRows)
    guard let rows = t.address else { return }
    table.pointee.transpose(
      Int32(features), Int32(exampleRows), x.address, rows + group * laneCount * laneCount)
  }

  /// sums[n] = Σ over lanes of x[n, 16] by halving, lanes from `examples` on as +0.
  func fold(x: Span<Float>, examples: Int, into sums: inout MutableSpan<Float>) {
    precondition(x.count == sums.count * laneCount)
    table.pointee.fold(Int32(sums.count), Int32(examples), x.address, sums.address)
  }

  /// total = Σ of `count` partials, each `stride` floats after the one before, ascending.
  func addPartials(
    _ partials: Span<Float>, count: Int, stride: Int, into total: inout MutableSpan<Float>
  ) {
    precondition(partials.count >= (count - 1) * stride + total.count)
    table.pointee.add_partials(
      Int32(total.count), Int32(count), Int64(stride), partials.address, total.address)
  }
}

extension Int {
  /// The next multiple of the lane count.
  var roundedUpToLanes: Int { (self + laneCount - 1) / laneCount * laneCount }
}
