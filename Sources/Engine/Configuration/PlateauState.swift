/// The state of a schedule that lowers the rate when a metric stops improving.
package struct PlateauState: Hashable, Sendable {
  /// The current learning rate, before warmup.
  package var rate: Double
  /// The best value so far; an infinity before the first.
  package var best: Double
  /// How many epochs in a row had no better value.
  package var badEpochs: Int

  package init(rate: Double, best: Double, badEpochs: Int) {
    self.rate = rate
    self.best = best
    self.badEpochs = badEpochs
  }

  /// The state before the first epoch.
  ///
  /// - Parameter rate: the optimizer's learning rate.
  package init(rate: Double, largerIsBetter: Bool) {
    self.init(rate: rate, best: largerIsBetter ? -.infinity : .infinity, badEpochs: 0)
  }

  /// Takes the metric of a finished epoch, as torch.optim.lr_scheduler.ReduceLROnPlateau does with
  /// its relative threshold of 1e-4 and its eps of 1e-8. NaN is never better.
  package mutating func finishEpoch(
    _ value: Double, largerIsBetter: Bool, _ plateau: ScheduleConfiguration.Plateau
  ) {
    let threshold = 1e-4
    let isBetter = largerIsBetter ? value > best * (threshold + 1) : value < best * (1 - threshold)
    guard !isBetter else {
      best = value
      badEpochs = 0
      return
    }
    badEpochs += 1
    guard badEpochs > plateau.patience else { return }
    badEpochs = 0
    let lowered = max(rate * plateau.factor, plateau.minimumRate)
    if rate - lowered > 1e-8 { rate = lowered }
  }
}
