import Experiments
import JSON
import Testing

struct TreeParzenEstimatorTests {
  private let space = SweepSpace([
    .init(path: "a", distribution: .logUniform(lower: 0.001, upper: 1)),
    .init(path: "b", distribution: .uniform(lower: -1, upper: 1)),
    .init(path: "c", distribution: .integer(1...9)),
    .init(path: "d", distribution: .choice(["x", "y", "z"])),
  ])

  private func estimator(_ seed: UInt64 = 3) -> TreeParzenEstimator {
    TreeParzenEstimator(space, seed: seed, direction: .lower)
  }

  /// Least at a = 0.03, b = 0.2, c = 4, d = y.
  private func loss(_ values: SweepValues) -> Double {
    let a = (values["a"]?.double ?? 1) / 0.03
    let b = (values["b"]?.double ?? 1) - 0.2
    let c = (values["c"]?.double ?? 9) - 4
    return (a > 1 ? a - 1 : 1 / a - 1) * 0.1 + b * b + c * c * 0.05 + (values["d"] == "y" ? 0 : 0.3)
  }

  private func search(rounds: Int, points: Int, seed: UInt64) -> [TreeParzenEstimator.Result] {
    var results: [TreeParzenEstimator.Result] = []
    for round in 0..<rounds {
      let proposals = estimator(seed).propose(points, round: round, after: results)
      results += proposals.map { .init(values: $0.values, value: loss($0.values)) }
    }
    return results
  }

  @Test func `proposals are pinned`() throws {
    let results = search(rounds: 3, points: 2, seed: 3)
    let text = JSONValue.array(results.map(\.values.json)).canonicalText
    #expect(text == pinned)
  }

  @Test func `the first round is drawn from the whole space`() {
    let first = estimator().propose(40, round: 0, after: [])
    #expect(Set(first.compactMap { $0.values["d"] }) == ["x", "y", "z"])
    #expect(first.allSatisfy { $0.reason == "drawn from the whole space" })
  }

  @Test func `it comes nearer than drawing at random, mostly`() {
    let wins = (0..<20).count { seed in
      let found = search(rounds: 12, points: 4, seed: UInt64(seed)).compactMap(\.value).min() ?? 9
      let drawn = estimator(UInt64(seed)).propose(48, round: 0, after: []).map { loss($0.values) }
      return found < drawn.min() ?? 0
    }
    // By chance fewer than 15 of 20 would be usual: P(at least 15) = 0.02.
    #expect(wins >= 15)
  }

  @Test func `no point is proposed twice, and a small space is used up`() {
    let small = SweepSpace([.init(path: "d", distribution: .choice(["x", "y", "z"]))])
    let estimator = TreeParzenEstimator(small, seed: 1, direction: .higher)
    var results: [TreeParzenEstimator.Result] = []
    for round in 0..<3 {
      results += estimator.propose(2, round: round, after: results)
        .map { .init(values: $0.values, value: 1) }
    }
    #expect(results.count == 3)
    #expect(Set(results.map(\.values)).count == 3)
  }

  @Test func `failed points count as the worst`() {
    var results = (0..<8).map { number in
      TreeParzenEstimator.Result(
        values: SweepValues(["a": .number(0.001 + Double(number) / 10), "b": 0, "c": 5, "d": "x"]),
        value: nil)
    }
    #expect(
      estimator().propose(1, round: 1, after: results)[0].reason == "drawn from the whole space")
    results[3] = .init(values: results[3].values, value: 0.5)
    #expect(
      estimator().propose(1, round: 1, after: results)[0].reason
        == "most likely among the best 1 of 8 points")
  }
}

private let pinned =
  #"[{"a":0.00236026233046659,"b":0.6025683111142999,"c":8,"d":"x"},"#
  + #"{"a":0.03566259281647216,"b":0.815835728028512,"c":1,"d":"y"},"#
  + #"{"a":0.14308383267696365,"b":0.9041942138910866,"c":1,"d":"y"},"#
  + #"{"a":0.6288309389707255,"b":-0.9799569482927435,"c":1,"d":"y"},"#
  + #"{"a":0.013358126730124596,"b":-0.2448047078432949,"c":7,"d":"z"},"#
  + #"{"a":0.03213913255308238,"b":0.12972778305840116,"c":4,"d":"y"}]"#
