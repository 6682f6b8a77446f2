/// How the learning rate changes with the step.
package struct ScheduleConfiguration: Hashable, Sendable {
  package enum Shape: Hashable, Sendable {
    case constant
    /// Half a cosine from the base rate to `minimumRate` over the whole training.
    case cosine(minimumRate: Double)
  }

  package var shape: Shape
  /// Steps over which the rate is multiplied by (t + 1) / warmupSteps.
  package var warmupSteps: Int

  package init(_ shape: Shape = .constant, warmupSteps: Int = 0) {
    self.shape = shape
    self.warmupSteps = warmupSteps
  }
}
