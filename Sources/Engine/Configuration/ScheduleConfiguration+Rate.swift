extension ScheduleConfiguration {
  /// Returns the learning rate of step `step` (from 0) of `totalSteps`, rounded to float32 once.
  ///
  /// - Parameter base: the optimizer's learning rate; that of its state for a plateau.
  package func rate(at step: Int, of totalSteps: Int, base: Double) -> Float {
    Float(exactRate(at: step, of: totalSteps, base: base))
  }

  /// Returns the same rate before it is rounded.
  package func exactRate(at step: Int, of totalSteps: Int, base: Double) -> Double {
    var rate = base
    switch shape {
    case .constant, .plateau:
      break
    case .cosine(let minimumRate):
      // Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, eq. 5.
      let progress = Double(step) / Double(totalSteps)
      rate = minimumRate + (base - minimumRate) * (1 + ExactMath.cosPi(progress)) / 2
    case .step(let stepSize, let gamma):
      rate = base * ExactMath.power(gamma, step / stepSize)
    case .multiStep(let milestones, let gamma):
      rate = base * ExactMath.power(gamma, milestones.count { $0 <= step })
    case .linear(let endRate):
      // torch.optim.lr_scheduler.LinearLR from factor 1 to endRate / base.
      rate = base + (endRate - base) * Double(step) / Double(totalSteps)
    case .exponential(let gamma):
      rate = base * ExactMath.power(gamma, step)
    case .oneCycle(let maximum, let startFraction):
      rate = oneCycle(step, of: totalSteps, maximum: maximum, startFraction: startFraction)
    }
    if step < warmupSteps { rate *= Double(step + 1) / Double(warmupSteps) }
    return rate
  }

  /// Smith & Topin, Super-Convergence, 2019, as torch.optim.lr_scheduler.OneCycleLR computes it.
  private func oneCycle(
    _ step: Int, of totalSteps: Int, maximum: Double, startFraction: Double
  ) -> Double {
    let initial = maximum / 25
    let peak = startFraction * Double(totalSteps) - 1
    let end = Double(totalSteps - 1)
    let step = Double(step)
    if step <= peak || peak >= end {
      return halfCosine(from: initial, to: maximum, at: peak > 0 ? step / peak : 1)
    }
    return halfCosine(from: maximum, to: initial / 1e4, at: (step - peak) / (end - peak))
  }

  private func halfCosine(from start: Double, to end: Double, at progress: Double) -> Double {
    end + (start - end) * (1 + ExactMath.cosPi(min(max(progress, 0), 1))) / 2
  }
}
