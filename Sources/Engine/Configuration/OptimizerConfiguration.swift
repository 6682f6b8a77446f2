/// An optimizer's rule and settings, PyTorch's rules and defaults.
package struct OptimizerConfiguration: Hashable, Sendable {
  package enum Rule: Hashable, Sendable {
    /// torch.optim.SGD with dampening 0.
    case sgd(momentum: Double, nesterov: Bool, weightDecay: Double)
    /// torch.optim.Adam, weight decay added to the gradient.
    case adam(MomentEstimates)
    /// torch.optim.AdamW, weight decay apart from the gradient.
    case adamw(MomentEstimates)
    /// torch.optim.RMSprop, not centered.
    case rmsprop(alpha: Double, epsilon: Double, weightDecay: Double, momentum: Double)
  }

  /// Adam's settings. The defaults are PyTorch's, except for the weight decay, which AdamW sets to
  /// 0.01.
  package struct MomentEstimates: Hashable, Sendable {
    package var beta1: Double
    package var beta2: Double
    package var epsilon: Double
    package var weightDecay: Double

    package init(
      beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  package var rule: Rule
  /// The schedule's base rate.
  package var learningRate: Double
  /// The largest norm of the whole gradient, torch.nn.utils.clip_grad_norm_; nil: any.
  package var clipNorm: Double?
  /// Whether weight decay leaves biases and normalisations alone.
  package var decaysWeightsOnly = false

  package init(_ rule: Rule, learningRate: Double, clipNorm: Double? = nil) {
    self.rule = rule
    self.learningRate = learningRate
    self.clipNorm = clipNorm
  }

  /// Whether the weight of a dense layer is updated directly, without an array for its gradient.
  package var stepsWithGradient: Bool {
    guard case .sgd = rule else { return false }
    return clipNorm == nil
  }

  /// The names of the optimizer's state tensors for each parameter, as checkpoints write them.
  package var slots: [String] {
    switch rule {
    case .sgd(let momentum, _, _): momentum == 0 ? [] : ["momentum"]
    case .adam, .adamw: ["exp_avg", "exp_avg_sq"]
    case .rmsprop(_, _, _, let momentum):
      momentum == 0 ? ["square_avg"] : ["square_avg", "momentum"]
    }
  }
}
