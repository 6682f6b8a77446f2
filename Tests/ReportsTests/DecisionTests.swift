import Experiments
import Reports
import Testing

/// What a decision makes of pairs that are given.
struct DecisionTests {
  private static let boundaries = SequentialBoundaries(alpha: 0.05, minimum: 3, maximum: 20)

  private func rules(
    higherIsBetter: Bool = true, margin: Double? = nil, leastDeviation: Double = 0,
    hasMaximum: Bool = true
  ) -> DecisionRules {
    DecisionRules(
      alpha: 0.05, boundaries: hasMaximum ? Self.boundaries : nil, minimum: 3,
      direction: higherIsBetter ? .higher : .lower, margin: margin, leastDeviation: leastDeviation)
  }

  private func pairs(_ differences: [Double?]) -> [DecisionPair] {
    differences.enumerated().map { index, difference in
      DecisionPair(
        seed: index + 1, base: .value(0.5),
        other: difference.map { .value(0.5 + $0) } ?? .diverged)
    }
  }

  @Test func `nothing is claimed before the third pair`() {
    for count in 0...2 {
      let decision = Decision(rules(), pairs(Array([0.2, 0.2001].prefix(count))))
      #expect(decision.ending == nil && decision.looks.count == count)
    }
  }

  @Test(arguments: [true, false])
  func `a clear difference is claimed at the third pair, whichever values are better`(
    higherIsBetter: Bool
  ) {
    let decision = Decision(rules(higherIsBetter: higherIsBetter), pairs([0.1, 0.101, 0.102]))
    #expect(decision.ending == .better(higherIsBetter ? .other : .base))
    #expect(decision.hasStoppedEarly)
  }

  /// t = 11.45 does not reach the limit of 11.48 after three pairs.
  @Test func `a difference just below the limit goes on`() throws {
    let spread = 0.1 / 11.45 * 3.0.squareRoot()
    let edge = [0.1, 0.1 + spread, 0.1 - spread]
    let decision = Decision(rules(), pairs(edge))
    let test = try #require(decision.last?.test)
    #expect(abs(test.t - 11.45) < 1e-9 && decision.ending == nil && !test.isConstant)
    #expect(test.interval.map { $0.contains(0) } == true)
  }

  @Test func `pairs after the end do not count`() {
    let some = pairs([0.1, 0.101, 0.102])
    let more = Decision(rules(), some + pairs([-3, nil]))
    #expect(more == Decision(rules(), some))
  }

  @Test func `without a difference it is given up at the eighth pair`() throws {
    let values = [0.01, -0.01, 0.02, -0.02, 0.01, -0.01, 0.01]
    #expect(Decision(rules(), pairs(values)).ending == nil)
    let decision = Decision(rules(), pairs(values + [-0.01]))
    guard case .hopeless(let chance) = decision.ending else {
      Issue.record("not given up")
      return
    }
    #expect(chance < 0.001 && decision.last?.prospect == chance)
  }

  @Test func `a trend that is not hopeless goes on to the last pair`() {
    let values = (0..<20).map { $0 % 3 == 1 ? -0.0075 : 0.012 }
    for count in 8...19 {
      #expect(Decision(rules(), pairs(Array(values.prefix(count)))).ending == nil)
    }
    let all = Decision(rules(), pairs(values))
    #expect(all.ending == .exhausted && all.looks.count == 20 && !all.hasStoppedEarly)
  }

  @Test func `equal differences are no certainty: rounding may have made them`() throws {
    let grid = 1 / (2000 * 12.0.squareRoot())
    let one = 1.0 / 2000
    let decision = Decision(rules(leastDeviation: grid), pairs([one, one, one]))
    // t = 6 for three differences of one example in 2,000.
    let test = try #require(decision.last?.test)
    #expect(abs(test.t - 6) < 1e-9 && decision.ending == nil)
    let constant = Decision(rules(), pairs([0.25, 0.25, 0.25, 0.25]))
    #expect(constant.ending == nil && constant.last?.test?.isConstant == true)
    #expect(constant.last?.test?.interval == nil)
    let zero = Decision(rules(), pairs([0, 0, 0]))
    #expect(zero.last?.test?.pValue == 1 && zero.ending == nil)
    #expect(Decision(rules(), pairs([Double](repeating: 0.25, count: 8))).ending == .hopeless(0))
  }

  @Test func `an interval inside the margin ends it, and prevents giving up`() {
    let values = [0.001, -0.001, 0.0012, -0.0008, 0.0009, -0.0011, 0.001, -0.001]
    let near = Decision(rules(margin: 0.01), pairs(values))
    #expect(near.ending == .equal && near.looks.count < 8)
    // Its interval is still wide at the eighth pair, but would not be at the last.
    let wide = Decision(rules(margin: 0.0014), pairs(values))
    #expect(wide.ending == nil)
    guard case .hopeless = Decision(rules(margin: 0.0001), pairs(values)).ending else {
      Issue.record("not given up")
      return
    }
  }

  @Test func `a diverged run loses its pair, and no mean is compared from then on`() throws {
    let six = [DecisionPair](
      (1...6).map { DecisionPair(seed: $0, base: .diverged, other: .value(0.9)) })
    let open = Decision(rules(), six)
    #expect(open.ending == nil && open.last?.test == nil)
    let seven = Decision(
      rules(), six + [DecisionPair(seed: 7, base: .diverged, other: .value(0.9))])
    #expect(seven.ending == .better(.other) && seven.last?.signs?.bound == 20)
    // A late divergence leaves the signs only the error that the t tests have not spent.
    let late = Decision(rules(), pairs([0.02, -0.01, 0.02, 0.01, -0.02, nil]))
    let signs = try #require(late.last?.signs)
    #expect(signs.counts == SignEvidence(wins: 3, losses: 3))
    #expect(abs(signs.bound - 1 / (0.05 * 15 / 20)) < 1e-12)
    let both = Decision(rules(), [DecisionPair(seed: 1, base: .diverged, other: .diverged)])
    #expect(both.last?.signs?.counts == SignEvidence())
  }

  @Test func `without a maximum the evidence claims at 20, and it never gives up`() throws {
    let rules = rules(hasMaximum: false)
    let flat = (0..<40).map { $0 % 2 == 0 ? 0.01 : -0.01 }
    #expect(Decision(rules, pairs(flat)).ending == nil)
    let clear = Decision(rules, pairs([0.1, 0.11, 0.09, 0.1, 0.105, 0.1]))
    #expect(clear.ending == .better(.other) && clear.looks.count == 5)
    #expect(try #require(clear.last?.test).evidence >= 20)
    // After a divergence the evidence goes on from that of the t test.
    let mixed = Decision(rules, pairs([0.02, 0.01, 0.03, nil]))
    let before = try #require(Decision(rules, pairs([0.02, 0.01, 0.03])).last?.test?.evidence)
    let ratio =
      SignEvidence(wins: 3, losses: 1).value / SignEvidence(wins: 3, losses: 0).value
    #expect(abs(try #require(mixed.last?.signs).evidence - before * ratio) < 1e-12)
  }

  /// Equal settings: at most 5% claim. The tolerance is four standard errors of so many decisions.
  @Test func `decisions without a difference claim one in at most five of a hundred`() {
    var (claims, looks) = (0, 0)
    let count = 300
    var generator = SplitMix(state: 5)
    for _ in 0..<count {
      let values = (0..<20).map { _ in generator.normal() }
      let decision = Decision(rules(), pairs(values))
      if case .better = decision.ending { claims += 1 }
      looks += decision.looks.count
    }
    #expect(Double(claims) / Double(count) < 0.05 + 4 * (0.05 * 0.95 / Double(count)).squareRoot())
    #expect(Double(looks) / Double(count) < 11)
  }
}

/// Steele, Lea & Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The sum of twelve uniform numbers, less 6: normal enough for a rate.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }
}
