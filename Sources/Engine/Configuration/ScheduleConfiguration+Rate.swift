extension ScheduleConfiguration {
  /// Returns the learning rate of step `step` (from 0) of `totalSteps`, rounded to float32 once.
  ///
  /// - Parameter base: the optimizer's learning rate.
  package func rate(at step: Int, of totalSteps: Int, base: Double) -> Float {
    var rate = base
    switch shape {
    case .constant:
      break
    case .cosine(let minimumRate):
      // Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, eq. 5.
      let progress = Double(step) / Double(totalSteps)
      rate = minimumRate + (base - minimumRate) * (1 + ExactMath.cosPi(progress)) / 2
    }
    if step < warmupSteps { rate *= Double(step + 1) / Double(warmupSteps) }
    return Float(rate)
  }
}
