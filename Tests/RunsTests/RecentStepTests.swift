import Testing
import Training

@testable import Runs

/// The last steps of a training that diverges.
struct RecentStepTests {
  /// Notes steps 1 to `last` in epochs of 40, batches of 2 examples, of which each has the loss of
  /// its step's number.
  private func noted(to last: Int) -> RecentSteps {
    let recent = RecentSteps()
    var sums = EpochSums()
    for step in 1...last {
      if step % 40 == 1 { sums = EpochSums() }
      sums.loss += Double(2 * step)
      sums.examples += 2
      recent.note(
        StepResult(
          step: step, epoch: (step - 1) / 40 + 1, batch: (step - 1) % 40 + 1, learningRate: 0.5,
          sums: sums, examples: 2))
    }
    return recent
  }

  @Test func `of many steps the last hundred are known, each with its own loss`() {
    let steps = noted(to: 249).steps(before: 250)
    #expect(steps.map(\.step) == Array(150...249))
    #expect(steps.map(\.trainLoss) == (150...249).map(Double.init))
    #expect(steps.allSatisfy { $0.learningRate == 0.5 })
  }

  @Test func `of few steps all are known, and of none none`() {
    #expect(noted(to: 3).steps(before: 4).map(\.trainLoss) == [1, 2, 3])
    #expect(RecentSteps().steps(before: 1).isEmpty)
    #expect(RecentSteps().steps(before: 5000).isEmpty)
  }

  @Test func `a record with last steps is read as it was written`() throws {
    let divergence = RunDivergence(
      step: 9, epoch: 1, batch: 9, loss: .infinity,
      lastSteps: [
        RecentStep(step: 7, learningRate: 3, trainLoss: 6e28),
        RecentStep(step: 8, learningRate: 3, trainLoss: 2.5e33),
      ])
    #expect(divergence.json["last_steps"] == [[7, 3, 6e28], [8, 3, 2.5e33]])
    #expect(RecentStep(json: [8, 3, 2.5e33]) == divergence.lastSteps[1])
    #expect(RecentStep(json: [8, 3]) == nil)
    #expect(RecentStep(json: ["8", 3, 1]) == nil)
  }
}
