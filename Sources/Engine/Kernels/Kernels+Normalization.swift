import CKernels

extension Kernels {
  /// x[G, F, 16] = softmax over F of each group.
  func softmax(_ x: inout MutableSpan<Float>, features: Int) {
    precondition(features > 0 && x.count % (features * laneCount) == 0)
    guard let values = x.address else { return }
    for start in stride(from: 0, to: x.count, by: features * laneCount) {
      table.pointee.softmax(Int32(features), values + start, values + start)
    }
  }

  /// gradient = y (gradient − Σ y · gradient) of each group.
  func softmaxBackward(y: Span<Float>, gradient: inout MutableSpan<Float>, features: Int) {
    precondition(y.count == gradient.count && y.count % (features * laneCount) == 0)
    guard let outputs = y.address, let gradients = gradient.address else { return }
    for start in stride(from: 0, to: y.count, by: features * laneCount) {
      table.pointee.softmax_backward(Int32(features), outputs + start, gradients + start)
    }
  }

  /// y = x with some elements of one group dropped.
  func dropout(_ rule: bench_dropout, x: Span<Float>, y: inout MutableSpan<Float>) {
    precondition(x.count == y.count && x.count % laneCount == 0)
    var rule = rule
    table.pointee.dropout(&rule, Int32(x.count / laneCount), x.address, y.address)
  }

  /// Sums of x[C, A, 16] over one group by channel or, given means, of x − mean and its square;
  /// without means `squares` is empty.
  func channelSums(
    _ x: Span<Float>, examples: Int, mean: Span<Float>, sums: inout MutableSpan<Float>,
    squares: inout MutableSpan<Float>
  ) {
    precondition(x.count % (sums.count * laneCount) == 0)
    precondition(mean.isEmpty || mean.count == sums.count)
    precondition(squares.count == mean.count)
    table.pointee.channel_sums(
      Int32(sums.count), Int32(x.count / sums.count / laneCount), Int32(examples), x.address,
      mean.isEmpty ? nil : mean.address, sums.address, squares.address)
  }

  /// y = f((x − mean) · scale · weight + bias + addend) of one group; nil leaves the addend out.
  func normalize(
    x: Span<Float>, adding addend: Span<Float>?, y: inout MutableSpan<Float>,
    activation function: ElementaryFunction?,
    mean: Span<Float>, scale: Span<Float>, weight: Span<Float>, bias: Span<Float>
  ) {
    let channels = mean.count
    precondition(x.count == y.count && x.count % (channels * laneCount) == 0)
    precondition(addend == nil || addend?.count == y.count)
    precondition(scale.count == channels && weight.count == channels && bias.count == channels)
    table.pointee.normalize_forward(
      Int32(channels), Int32(x.count / channels / laneCount), function?.rawValue ?? -1, x.address,
      mean.address, scale.address, weight.address, bias.address, addend?.address, y.address)
  }

  /// Sums of dy · x̂ and of dy over one group by channel.
  func normalizeSums(
    x: Span<Float>, dy: Span<Float>, examples: Int, mean: Span<Float>, scale: Span<Float>,
    weightSums: inout MutableSpan<Float>, biasSums: inout MutableSpan<Float>
  ) {
    let channels = mean.count
    precondition(x.count == dy.count && x.count % (channels * laneCount) == 0)
    precondition(scale.count == channels)
    precondition(weightSums.count == channels && biasSums.count == channels)
    table.pointee.normalize_sums(
      Int32(channels), Int32(x.count / channels / laneCount), Int32(examples), x.address,
      dy.address, mean.address, scale.address, weightSums.address, biasSums.address)
  }

  /// dx = weight · scale · (dy − biasMean − x̂ · weightMean) of one group. If `dy` is nil, dx holds
  /// dy and is overwritten.
  func normalizeBackward(
    x: Span<Float>, dy: Span<Float>?, dx: inout MutableSpan<Float>, mean: Span<Float>,
    scale: Span<Float>, weight: Span<Float>, weightMean: Span<Float>, biasMean: Span<Float>
  ) {
    let channels = mean.count
    precondition(x.count == dx.count && x.count % (channels * laneCount) == 0)
    precondition(dy == nil || dy?.count == dx.count)
    precondition(scale.count == channels && weight.count == channels)
    precondition(weightMean.count == channels && biasMean.count == channels)
    let gradient = dx.address
    table.pointee.normalize_backward(
      Int32(channels), Int32(x.count / channels / laneCount), x.address,
      dy?.address ?? UnsafePointer(gradient), mean.address, scale.address, weight.address,
      weightMean.address, biasMean.address, gradient)
  }
}

extension Kernels {
  /// How the features of an example are normalised: P parts, each with its own statistics, and one
  /// weight for each `area` features.
  struct ExampleNormGeometry {
    let parts: Int
    let area: Int

    fileprivate func features(of x: Span<Float>) -> Int32 {
      precondition(x.count % (parts * area * laneCount) == 0)
      return Int32(x.count / parts / laneCount)
    }
  }

  /// y = x̂ · weight + bias of one group, or x̂ without weights; statistics[P, 2, 16].
  func normalizeExamples(
    _ geometry: ExampleNormGeometry, epsilon: Float, x: Span<Float>, weight: Span<Float>,
    bias: Span<Float>, statistics: inout MutableSpan<Float>, y: inout MutableSpan<Float>
  ) {
    let features = geometry.features(of: x)
    precondition(x.count == y.count && statistics.count == geometry.parts * 2 * laneCount)
    precondition(weight.count == bias.count)
    precondition(weight.isEmpty || weight.count * geometry.area * laneCount == x.count)
    table.pointee.layer_norm_forward(
      Int32(geometry.parts), features, Int32(geometry.area), epsilon, x.address,
      weight.isEmpty ? nil : weight.address, bias.isEmpty ? nil : bias.address,
      statistics.address, y.address)
  }

  /// Sums of dy · x̂ and of dy over one group, for each weight.
  func normalizeExamplesSums(
    _ geometry: ExampleNormGeometry, x: Span<Float>, dy: Span<Float>, examples: Int,
    statistics: Span<Float>, weightSums: inout MutableSpan<Float>,
    biasSums: inout MutableSpan<Float>
  ) {
    let features = geometry.features(of: x)
    precondition(x.count == dy.count && statistics.count == geometry.parts * 2 * laneCount)
    precondition(weightSums.count * geometry.area * laneCount == x.count)
    precondition(biasSums.count == weightSums.count)
    table.pointee.layer_norm_sums(
      Int32(geometry.parts), features, Int32(geometry.area), Int32(examples), x.address,
      dy.address, statistics.address, weightSums.address, biasSums.address)
  }

  /// dx of one group.
  func normalizeExamplesBackward(
    _ geometry: ExampleNormGeometry, x: Span<Float>, dy: Span<Float>, weight: Span<Float>,
    statistics: Span<Float>, dx: inout MutableSpan<Float>
  ) {
    let features = geometry.features(of: x)
    precondition(x.count == dy.count && x.count == dx.count)
    precondition(statistics.count == geometry.parts * 2 * laneCount)
    precondition(weight.isEmpty || weight.count * geometry.area * laneCount == x.count)
    table.pointee.layer_norm_backward(
      Int32(geometry.parts), features, Int32(geometry.area), x.address, dy.address,
      weight.isEmpty ? nil : weight.address, statistics.address, dx.address)
  }
}
