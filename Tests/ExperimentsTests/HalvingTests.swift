import Experiments
import Testing

struct HalvingTests {
  @Test(arguments: [
    (3, 3, 27, [3, 9, 27]), (3, 1, 40, [1, 3, 9, 27, 40]), (2, 5, 6, [5, 6]), (4, 1, 4, [1, 4]),
  ])
  func `rungs are powers of the factor below the whole training`(
    factor: Int, first: Int, epochs: Int, rungs: [Int]
  ) {
    #expect(Halving(factor: factor, minEpochs: first).rungs(to: epochs) == rungs)
  }

  @Test(arguments: [
    // The best third, the earlier on ties.
    ([0.5, 0.9, 0.9, 0.9, 0.1, 0.2], MetricDirection.higher, [1, 2]),
    ([0.5, 0.1, 0.1, 0.1, 0.1, 0.2], .lower, [1, 2]),
    // At least one, and no more than have a value.
    ([0.2, 0.3], .higher, [1]),
    ([.nan, 0.3, .nan, .nan, .nan, .nan], .higher, [1]),
  ])
  func `the best go on`(scores: [Double], direction: MetricDirection, promoted: [Int]) {
    #expect(Halving(factor: 3, minEpochs: 1).promoted(scores, direction: direction) == promoted)
  }

  @Test func `a point that failed never goes on`() {
    let halving = Halving(factor: 2, minEpochs: 1)
    #expect(halving.promoted([nil, nil, 0.1, nil], direction: .higher) == [2])
    #expect(halving.promoted([nil, nil], direction: .higher) == [])
  }
}
