/// How the learning rate changes with the step.
package struct ScheduleConfiguration: Hashable, Sendable {
  package enum Shape: Hashable, Sendable {
    case constant
    /// Half a cosine from the base rate to `minimumRate` over the whole training.
    case cosine(minimumRate: Double)
    /// The base rate times `gamma` after every `stepSize` steps.
    case step(stepSize: Int, gamma: Double)
    /// The base rate times `gamma` for every milestone that is reached; milestones ascend.
    case multiStep(milestones: [Int], gamma: Double)
    /// A straight line from the base rate to `endRate` over the whole training.
    case linear(endRate: Double)
    /// The base rate times gammaᵗ.
    case exponential(gamma: Double)
    /// Rises to `maximumRate` over the first `startFraction` of the training and falls again, both
    /// as half cosines; torch.optim.lr_scheduler.OneCycleLR with its default divisors 25 and 1e4.
    case oneCycle(maximumRate: Double, startFraction: Double)
    /// The rate of a `PlateauState`, which follows a metric.
    case plateau(Plateau)
  }

  /// Lowers the rate when a metric stops improving.
  package struct Plateau: Hashable, Sendable {
    /// The metric's column in metrics.csv.
    package var metric: String
    /// The factor that multiplies the rate.
    package var factor: Double
    /// How many epochs in a row may pass without a better value.
    package var patience: Int
    package var minimumRate: Double

    package init(metric: String, factor: Double = 0.1, patience: Int = 10, minimumRate: Double = 0)
    {
      self.metric = metric
      self.factor = factor
      self.patience = patience
      self.minimumRate = minimumRate
    }
  }

  package var shape: Shape
  /// The number of first steps in which the rate is multiplied by (t + 1) / warmupSteps.
  package var warmupSteps: Int

  package init(_ shape: Shape = .constant, warmupSteps: Int = 0) {
    self.shape = shape
    self.warmupSteps = warmupSteps
  }
}
