import Engine
import Testing

/// Figures of torch.optim.lr_scheduler.ReduceLROnPlateau, PyTorch 2.13.0, from 0.2.
@Suite struct PlateauTests {
  private func rates(
    after values: [Double], largerIsBetter: Bool, _ plateau: ScheduleConfiguration.Plateau
  ) -> [Double] {
    var state = PlateauState(rate: 0.2, largerIsBetter: largerIsBetter)
    return values.map { value in
      state.finishEpoch(value, largerIsBetter: largerIsBetter, plateau)
      return state.rate
    }
  }

  @Test func `a loss that stops falling lowers the rate`() {
    let losses = [
      1, 0.5, 0.5, 0.49996, 0.4999, 0.6, .nan, 0.4998, 0.3, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4,
    ]
    let plateau = ScheduleConfiguration.Plateau(
      metric: "train_loss", factor: 0.5, patience: 1, minimumRate: 0.03)
    #expect(
      rates(after: losses, largerIsBetter: false, plateau) == [
        0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03,
      ])
  }

  @Test func `an accuracy that stops rising lowers it, by no less than 1e-8`() {
    let accuracies = [0.1, 0.5, 0.5, 0.50004, 0.5001, 0.4, 0.3, 0.9, 0.9, 0.9, 0.9]
    let plateau = ScheduleConfiguration.Plateau(metric: "test_accuracy", patience: 0)
    #expect(
      rates(after: accuracies, largerIsBetter: true, plateau) == [
        0.2, 0.2, 0.020000000000000004, 0.0020000000000000005, 0.0020000000000000005,
        0.00020000000000000006, 2.000000000000001e-05, 2.000000000000001e-05,
        2.0000000000000008e-06, 2.000000000000001e-07, 2.000000000000001e-08,
      ])
    var low = PlateauState(rate: 1e-8, largerIsBetter: true)
    for _ in 0..<3 { low.finishEpoch(.nan, largerIsBetter: true, plateau) }
    #expect(low == PlateauState(rate: 1e-8, best: -.infinity, badEpochs: 0))
  }

  @Test func `the rate is that of the state, with warmup`() {
    let schedule = ScheduleConfiguration(
      .plateau(ScheduleConfiguration.Plateau(metric: "train_loss")), warmupSteps: 4)
    #expect(schedule.rate(at: 0, of: 9, base: 0.2) == 0.05)
    #expect(schedule.rate(at: 5, of: 9, base: 0.2) == 0.2)
  }
}
