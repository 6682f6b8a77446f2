// What one thread does with its share of the weights once all gradients are collected.
extension Network {
  /// Sums the gradient of some rows over the batch, and moves their weights by one step.
  ///
  /// - Parameters:
  ///   - keepsGradient: whether the gradient is to be read later. If not, SGD takes the weights of
  ///     a dense layer where they are to go without it, and with the same bits.
  func update(
    _ share: UpdateSlice, groups: Int, batch: Int, _ move: OptimizerMove, keepsGradient: Bool,
    _ stopwatch: Stopwatch?
  ) {
    let stage = stages[share.stage]
    guard !keepsGradient, let layer = stage.stepping, let sgd else {
      sumGradient(of: share, groups: groups, batch: batch, stopwatch)
      self.move(share, move, stopwatch)
      return
    }
    var weight = parameters.values.mutableSpan(share.weight)
    var velocity = parameters.slot(0, of: share.weight)
    var biasGradient = parameters.gradients.mutableSpan(share.bias)
    layer.descend(
      rows: share.rows, columns: share.columns, groups: groups, examples: batch,
      from: collected[share.stage], by: sgd.rule(move.scaled(by: stage.rateScale)), weight: &weight,
      velocity: &velocity,
      bias: &biasGradient, kernels: kernels)
    stopwatch?.lap(.weightGradient, stage.index)
    guard !share.bias.isEmpty else { return }
    moveBias(share, move)
    stopwatch?.lap(.update, stage.index)
  }

  /// Sums the gradient of some rows over the batch.
  func sumGradient(of share: UpdateSlice, groups: Int, batch: Int, _ stopwatch: Stopwatch?) {
    var weightGradient = parameters.gradients.mutableSpan(share.weight)
    var biasGradient = parameters.gradients.mutableSpan(share.bias)
    stages[share.stage].trainable?.gradient(
      rows: share.rows, columns: share.columns, groups: groups, examples: batch,
      from: collected[share.stage], weight: &weightGradient, bias: &biasGradient, kernels: kernels)
    stopwatch?.lap(.weightGradient, stages[share.stage].index)
  }

  /// Moves the weights of some rows by one step and packs them again.
  func move(_ share: UpdateSlice, _ move: OptimizerMove, _ stopwatch: Stopwatch?) {
    let stage = stages[share.stage]
    var weightMove = move.scaled(by: stage.rateScale)
    if decaysWeightsOnly, stage.trainable?.isNormalization == true { weightMove.decays = false }
    for run in share.runs {
      optimizer.step(weightMove, run, of: parameters, kernels: kernels)
    }
    moveBias(share, move)
    stage.trainable?.pack(
      rows: share.rows, weight: parameters.values.span(stage.weight), into: stage.packed,
      kernels: kernels)
    stopwatch?.lap(.update, stage.index)
  }

  private func moveBias(_ share: UpdateSlice, _ move: OptimizerMove) {
    guard !share.bias.isEmpty else { return }
    var biasMove = move.scaled(by: stages[share.stage].rateScale)
    if decaysWeightsOnly { biasMove.decays = false }
    optimizer.step(biasMove, share.bias, of: parameters, kernels: kernels)
  }

  /// Scales the whole gradient down to the largest norm allowed;
  /// torch.nn.utils.clip_grad_norm_.
  func clip(to largest: Double) {
    let stopwatch = workspaces[0].stopwatch
    stopwatch?.start()
    defer { stopwatch?.lap(.clip) }
    let norm = currentNorm
    unclippedNorm.replace(from: 0, with: [norm])
    let factor = Float(largest) / (norm + 1e-6)
    guard factor < 1 else { return }
    var gradients = parameters.gradients.mutableSpan(0..<parameters.count)
    kernels.scale(&gradients, by: factor)
  }

  /// The Euclidean norm of the whole gradient of the last step, before it was clipped; that step
  /// must have kept its gradient.
  package func gradientNorm() -> Double {
    Double(clipNorm == nil ? currentNorm : unclippedNorm.span(0..<1)[0])
  }

  /// Whether the last step's gradient had a norm that float32 can hold. A gradient that is to be
  /// clipped to a norm and has none is lost. Always true where nothing is clipped.
  package var clippedNormIsFinite: Bool { unclippedNorm.span(0..<1)[0].isFinite }

  private var currentNorm: Float {
    kernels.sumOfSquares(parameters.gradients.span(0..<parameters.count)).squareRoot()
  }
}
