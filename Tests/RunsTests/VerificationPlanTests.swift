import Runs
import Testing

/// Which segments follow from the checkpoints there are; 10 steps an epoch.
struct VerificationPlanTests {
  private func place(_ step: Int) -> SavedCheckpoint {
    SavedCheckpoint(step: step, epoch: step / 10, batch: step % 10)
  }

  private func plan(
    _ steps: [Int], end: Int? = nil, drawsWeights: Bool = true, range: ClosedRange<Int>? = nil
  ) -> VerificationPlan {
    VerificationPlan(
      checkpoints: steps.map(place), end: end.map(place), drawsWeights: drawsWeights, range: range)
  }

  private func spans(_ plan: VerificationPlan) -> [[Int]] {
    plan.segments.map { [$0.firstStep, $0.end.step] }
  }

  @Test func `the first segment starts at drawn weights, the others at checkpoints`() {
    let plan = plan([0, 25, 40], end: 40)
    #expect(spans(plan) == [[0, 25], [25, 40]])
    #expect(plan.segments.map(\.start) == [nil, place(25)])
    #expect(plan.segments.map(\.checkpoints) == [[0, 25], [40]])
    #expect(plan.segments.map(\.rows) == [0..<2, 2..<4])
    #expect(plan.segments.map(\.isLast) == [false, true])
    #expect(plan.steps == 40)
  }

  @Test func `without a usable last checkpoint the end is still trained`() {
    let plan = plan([0, 20], end: 40)
    #expect(spans(plan) == [[0, 20], [20, 40]])
    #expect(plan.segments.map(\.checkpoints) == [[0, 20], []])
    #expect(plan.segments.last?.isLast == true)
  }

  @Test func `an unusable first checkpoint keeps nothing from being trained`() {
    #expect(plan([20], end: 20).segments.map(\.checkpoints) == [[20]])
    #expect(spans(plan([], end: 20)) == [[0, 20]])
  }

  @Test func `an interrupted run is trained as far as its newest checkpoint`() {
    let plan = plan([0, 20, 23])
    #expect(spans(plan) == [[0, 20], [20, 23]])
    #expect(plan.segments.allSatisfy { !$0.isLast })
    #expect(plan.segments[1].rows.isEmpty)
  }

  @Test func `an epoch's evaluation is a segment where its checkpoint was saved before it`() {
    let before = SavedCheckpoint(step: 20, epoch: 1, batch: 10)
    let plan = VerificationPlan(
      checkpoints: [place(0), before], end: place(20), drawsWeights: true)
    #expect(plan.segments.map(\.steps) == [20, 0])
    #expect(plan.segments.map(\.rows) == [0..<1, 1..<2])
  }

  @Test func `initial weights alone are drawn and compared`() {
    let plan = plan([0])
    #expect(plan.segments.map(\.checkpoints) == [[0]])
    #expect(plan.segments.map(\.steps) == [0])
    #expect(plan.jobs(cores: 8) == 1)
  }

  @Test func `weights of another run are never drawn`() {
    #expect(plan([0, 20], drawsWeights: false).segments.map(\.start) == [place(0)])
    #expect(plan([0], drawsWeights: false).segments.isEmpty)
  }

  @Test func `a range leaves out what is outside it`() {
    let steps = [0, 10, 20, 30, 40]
    let plan = plan(steps, end: 40, range: 10...30)
    #expect(spans(plan) == [[10, 20], [20, 30]])
    #expect(plan.segments.first?.start == place(10))
    #expect(spans(self.plan(steps, end: 40, range: 0...10)) == [[0, 10]])
    #expect(self.plan(steps, end: 40, range: 30...Int.max).segments.map(\.isLast) == [true])
  }

  @Test(arguments: [
    ([0, 3002, 3081, 3160], 2, 1), ([0, 40, 80, 120, 160], 2, 2), ([0, 40, 80, 120, 160], 8, 4),
    ([0, 120, 160, 200], 2, 2), ([0, 79], 64, 1),
  ])
  func `jobs are as many as end together`(steps: [Int], cores: Int, jobs: Int) {
    #expect(plan(steps).jobs(cores: cores) == jobs)
  }

  @Test func `the longest segment is trained first`() {
    #expect(plan([0, 10, 40, 50]).longestFirst == [1, 0, 2])
  }
}
