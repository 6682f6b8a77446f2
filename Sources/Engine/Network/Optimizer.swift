import CKernels

/// How one step of an optimizer moves parameters.
struct OptimizerMove: Sendable {
  /// From 0.
  let step: Int
  /// The learning rate, rounded once.
  let rate: Float
  /// The same before rounding.
  let exactRate: Double
  /// Whether weight decay applies.
  var decays = true

  /// The move with another learning rate.
  func scaled(by factor: Double) -> OptimizerMove {
    guard factor != 1 else { return self }
    let exact = exactRate * factor
    return OptimizerMove(step: step, rate: Float(exact), exactRate: exact, decays: decays)
  }
}

/// A rule that moves weights along their gradients.
protocol Optimizer: Sendable {
  /// Moves the parameters in `range` of the block.
  func step(
    _ move: OptimizerMove, _ range: Range<Int>, of block: ParameterBlock, kernels: Kernels)

  /// The rule, if layers can apply it while they sum their gradients: that of SGD.
  var steppingRule: SGD? { get }
}

extension Optimizer {
  var steppingRule: SGD? { nil }
}

extension ParameterBlock {
  /// Slot `slot` of the parameters in `range`; empty where the optimizer has no such slot.
  @_lifetime(immortal)
  func slot(_ slot: Int, of range: Range<Int>) -> MutableSpan<Float> {
    state.mutableSpan(slot < slots.count ? self.range(of: range, slot: slot) : 0..<0)
  }
}

/// Stochastic gradient descent with momentum, Nesterov's or not, and L2 weight decay.
///
/// Sutskever et al., On the Importance of Initialization and Momentum in Deep Learning, 2013, in
/// the form of torch.optim.SGD with dampening 0: g ← g + λw; v ← μv + g; w ← w − η(v or g + μv).
struct SGD: Optimizer {
  let momentum: Double
  let nesterov: Bool
  let weightDecay: Double

  var steppingRule: SGD? { self }

  func rule(_ move: OptimizerMove) -> bench_sgd {
    bench_sgd(
      learning_rate: move.rate, momentum: Float(momentum),
      weight_decay: move.decays ? Float(weightDecay) : 0,
      nesterov: nesterov ? 1 : 0)
  }

  func step(
    _ move: OptimizerMove, _ range: Range<Int>, of block: ParameterBlock, kernels: Kernels
  ) {
    var weight = block.values.mutableSpan(range)
    var velocity = block.slot(0, of: range)
    kernels.sgd(
      rule(move), gradient: block.gradients.span(range), weight: &weight,
      velocity: &velocity)
  }
}

/// Adam: moments of the gradient with their bias taken out.
///
/// Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1, with the decay in
/// the gradient; or decoupled, Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019,
/// algorithm 2. In the form of torch.optim.Adam and AdamW.
struct Adam: Optimizer {
  let estimates: OptimizerConfiguration.MomentEstimates
  let isDecayDecoupled: Bool

  func step(
    _ move: OptimizerMove, _ range: Range<Int>, of block: ParameterBlock, kernels: Kernels
  ) {
    let correction1 = 1 - ExactMath.power(estimates.beta1, move.step + 1)
    let correction2 = 1 - ExactMath.power(estimates.beta2, move.step + 1)
    let decay = move.decays ? Float(estimates.weightDecay) : 0
    let rule = bench_adam(
      decay: isDecayDecoupled ? 0 : decay, shrink: isDecayDecoupled ? 1 - move.rate * decay : 1,
      mean_share: Float(1 - estimates.beta1), square_share: Float(1 - estimates.beta2),
      square_rest: Float(estimates.beta2), square_correction: Float(correction2.squareRoot()),
      step_size: Float(Double(move.rate) / correction1), epsilon: Float(estimates.epsilon))
    var weight = block.values.mutableSpan(range)
    var mean = block.slot(0, of: range)
    var square = block.slot(1, of: range)
    kernels.adam(
      rule, gradient: block.gradients.span(range), weight: &weight, mean: &mean, square: &square)
  }
}

/// RMSprop: gradients divided by the root of their running mean square.
///
/// Tieleman & Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012, in the form of
/// torch.optim.RMSprop, not centered.
struct RMSprop: Optimizer {
  let alpha: Double
  let epsilon: Double
  let weightDecay: Double
  let momentum: Double

  func step(
    _ move: OptimizerMove, _ range: Range<Int>, of block: ParameterBlock, kernels: Kernels
  ) {
    let rule = bench_rmsprop(
      learning_rate: move.rate, weight_decay: move.decays ? Float(weightDecay) : 0,
      momentum: Float(momentum),
      square_share: Float(1 - alpha), square_rest: Float(alpha), epsilon: Float(epsilon))
    var weight = block.values.mutableSpan(range)
    var square = block.slot(0, of: range)
    var velocity = block.slot(1, of: range)
    kernels.rmsprop(
      rule, gradient: block.gradients.span(range), weight: &weight, square: &square,
      velocity: &velocity)
  }
}

extension OptimizerConfiguration {
  var optimizer: any Optimizer {
    switch rule {
    case .sgd(let momentum, let nesterov, let weightDecay):
      SGD(momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
    case .adam(let estimates): Adam(estimates: estimates, isDecayDecoupled: false)
    case .adamw(let estimates): Adam(estimates: estimates, isDecayDecoupled: true)
    case .rmsprop(let alpha, let epsilon, let weightDecay, let momentum):
      RMSprop(alpha: alpha, epsilon: epsilon, weightDecay: weightDecay, momentum: momentum)
    }
  }
}
