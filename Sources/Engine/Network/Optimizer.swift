import CKernels

/// A rule that moves weights along their gradients.
protocol Optimizer: Sendable {
  /// Moves the parameters in `range` of the block by one step.
  func step(_ range: Range<Int>, of block: ParameterBlock, rate: Float, kernels: Kernels)
}

/// Stochastic gradient descent with momentum, Nesterov's or not, and L2 weight decay.
///
/// Sutskever et al., On the Importance of Initialization and Momentum in Deep Learning, 2013, in
/// the form of torch.optim.SGD with dampening 0: g ← g + λw; v ← μv + g; w ← w − η(v or g + μv).
struct SGD: Optimizer {
  let momentum: Double
  let nesterov: Bool
  let weightDecay: Double

  func step(_ range: Range<Int>, of block: ParameterBlock, rate: Float, kernels: Kernels) {
    let rule = bench_sgd(
      learning_rate: rate, momentum: Float(momentum), weight_decay: Float(weightDecay),
      nesterov: nesterov ? 1 : 0)
    var weight = block.values.mutableSpan(range)
    var velocity = block.state.mutableSpan(
      block.slots.isEmpty ? 0..<0 : block.range(of: range, slot: 0))
    kernels.sgd(
      rule, gradient: block.gradients.span(range), weight: &weight, velocity: &velocity)
  }
}

extension OptimizerConfiguration {
  var optimizer: any Optimizer {
    switch rule {
    case .sgd(let momentum, let nesterov, let weightDecay):
      SGD(momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
    case .adam, .adamw, .rmsprop: preconditionFailure("not yet")
    }
  }
}
