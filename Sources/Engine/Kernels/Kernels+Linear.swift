import CKernels

extension Kernels {
  /// y[G, O, 16] = bias + w[O, I] · x[G, I, 16]; an empty bias is none.
  ///
  /// - Parameter examples: of all groups.
  func linearForward(
    x: Span<Float>, weight: Span<Float>, bias: Span<Float>, y: inout MutableSpan<Float>,
    inputs: Int, outputs: Int, examples: Int
  ) {
    let groups = examples.roundedUpToLanes / laneCount
    precondition(x.count == groups * inputs * laneCount)
    precondition(y.count == groups * outputs * laneCount)
    precondition(weight.count == inputs * outputs && (bias.isEmpty || bias.count == outputs))
    let bias = bias.isEmpty ? nil : bias.address
    if examples <= Int(BENCH_FEW) {
      table.pointee.linear_forward_few(
        Int32(inputs), Int32(outputs), Int32(examples), x.address, weight.address, bias, y.address)
    } else {
      table.pointee.linear_forward(
        Int32(inputs), Int32(outputs), Int32(groups), x.address, weight.address, bias, y.address)
    }
  }

  /// dx[G, I, 16] from dy[G, O, 16], taken back through the function of which x is the output;
  /// `panel` is scratch of 48 · outputs floats.
  func linearBackwardInput(
    dy: Span<Float>, weight: Span<Float>, panel: inout MutableSpan<Float>,
    x: Span<Float>, of function: ElementaryFunction?, dx: inout MutableSpan<Float>, inputs: Int,
    outputs: Int, groups: Int
  ) {
    precondition(dx.count == groups * inputs * laneCount && x.count == dx.count)
    precondition(dy.count == groups * outputs * laneCount)
    precondition(weight.count == inputs * outputs && panel.count >= 48 * outputs)
    table.pointee.linear_backward_input(
      Int32(inputs), Int32(outputs), Int32(groups), dy.address, weight.address, panel.address,
      function?.rawValue ?? -1, x.address, dx.address)
  }

  /// The same for some inputs of one group of few examples: dx[columns, 16] from dy[O, 16].
  ///
  /// - Parameters:
  ///   - weight: the whole w[O, I].
  ///   - x: of the same inputs as dx.
  func linearBackwardInputOfFew(
    columns: Range<Int>, dy: Span<Float>, weight: Span<Float>, x: Span<Float>,
    of function: ElementaryFunction?, dx: inout MutableSpan<Float>, inputs: Int, outputs: Int,
    examples: Int
  ) {
    precondition(examples <= Int(BENCH_FEW) && columns.upperBound <= inputs)
    precondition(dx.count == columns.count * laneCount && x.count == dx.count)
    precondition(dy.count == outputs * laneCount && weight.count == inputs * outputs)
    table.pointee.linear_backward_input_few(
      Int32(inputs), Int32(columns.count), Int32(outputs), Int32(examples), dy.address,
      weight.extracting(columns.lowerBound...).address, function?.rawValue ?? -1, x.address,
      dx.address)
  }

  /// Rows and columns of dw[O, I] from activations transposed to [⌈F/16⌉, exampleRows, 16].
  ///
  /// - Parameters:
  ///   - columns: from a multiple of 16.
  ///   - gradient: dw from the first of them in the first row on.
  func linearBackwardWeight(
    x: Span<Float>, dy: Span<Float>, gradient: inout MutableSpan<Float>, inputs: Int,
    rows: Range<Int>, columns: Range<Int>, examples: Int, exampleRows: Int
  ) {
    let x = Self.columns(columns, of: x, inputs: inputs, exampleRows: exampleRows)
    precondition(rows.lowerBound >= 0 && examples <= exampleRows)
    precondition(dy.count >= rows.upperBound.roundedUpToLanes * exampleRows)
    precondition(gradient.count >= (rows.count - 1) * inputs + columns.count)
    table.pointee.linear_backward_weight(
      Int32(inputs), Int32(columns.count), Int32(rows.lowerBound), Int32(rows.upperBound),
      Int32(examples), Int32(exampleRows), x.address, dy.address, gradient.address)
  }

  /// One step of SGD for rows and columns of w[O, I] along that gradient; an empty velocity is no
  /// momentum.
  ///
  /// - Parameters:
  ///   - columns: from a multiple of 16.
  ///   - weight: w from the first of them in the first row on.
  ///   - velocity: likewise.
  func linearDescend(
    _ rule: bench_sgd, x: Span<Float>, dy: Span<Float>, weight: inout MutableSpan<Float>,
    velocity: inout MutableSpan<Float>, inputs: Int, rows: Range<Int>, columns: Range<Int>,
    examples: Int, exampleRows: Int
  ) {
    let x = Self.columns(columns, of: x, inputs: inputs, exampleRows: exampleRows)
    precondition(rows.lowerBound >= 0 && examples <= exampleRows)
    precondition(dy.count >= rows.upperBound.roundedUpToLanes * exampleRows)
    precondition(weight.count >= (rows.count - 1) * inputs + columns.count)
    precondition(velocity.isEmpty || velocity.count == weight.count)
    var rule = rule
    table.pointee.linear_descend(
      Int32(inputs), Int32(columns.count), Int32(rows.lowerBound), Int32(rows.upperBound),
      Int32(examples), Int32(exampleRows), x.address, dy.address, &rule, weight.address,
      velocity.isEmpty ? nil : velocity.address)
  }

  /// The part of x[⌈I/16⌉, exampleRows, 16] that columns of the weight are made from.
  @_lifetime(copy x)
  private static func columns(
    _ columns: Range<Int>, of x: Span<Float>, inputs: Int, exampleRows: Int
  ) -> Span<Float> {
    precondition(columns.lowerBound % laneCount == 0 && columns.upperBound <= inputs)
    return x.extracting(
      columns.lowerBound * exampleRows..<columns.upperBound.roundedUpToLanes * exampleRows)
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
