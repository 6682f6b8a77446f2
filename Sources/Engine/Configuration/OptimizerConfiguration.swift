/// An optimizer's rule and settings, PyTorch's rules and defaults.
package struct OptimizerConfiguration: Hashable, Sendable {
  package enum Rule: Hashable, Sendable {
    /// torch.optim.SGD with dampening 0.
    case sgd(momentum: Double, nesterov: Bool, weightDecay: Double)
  }

  package var rule: Rule
  /// The schedule's base rate.
  package var learningRate: Double

  package init(_ rule: Rule, learningRate: Double) {
    self.rule = rule
    self.learningRate = learningRate
  }

  /// The names of the state tensors kept for each parameter, as checkpoints spell them.
  package var slots: [String] {
    switch rule {
    case .sgd(let momentum, _, _): momentum == 0 ? [] : ["momentum"]
    }
  }
}
