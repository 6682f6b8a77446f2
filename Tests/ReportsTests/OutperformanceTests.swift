import Engine
import Reports
import Testing

struct OutperformanceTests {
  /// So many pairs of which so many are won, and half a win where there is a tie.
  private func pairs(_ wins: Double, of count: Int) -> Outperformance {
    Outperformance(
      pairs: (0..<count).map { index in
        let rest = wins - Double(index)
        return (a: rest >= 1 ? 1 : rest > 0 ? 0.5 : 0, b: 0.5)
      })
  }

  @Test func `the probability of outperforming counts wins and half the ties`() {
    let all = Outperformance(Sample(StatisticsTests.a), Sample(StatisticsTests.b))
    // 1 − U ÷ 25 of SciPy's mannwhitneyu(a, b), which is 5, for b over a.
    #expect(abs(all.probability - 0.2) < 1e-15 && all.pairs == nil)
    let pairs = Outperformance(pairs: [(1, 0), (2, 2), (0, 5), (3, 1)])
    #expect(pairs.probability == 0.625 && pairs.pairs == 4)
  }

  /// All won: the low end is the n-th root of 0.025.
  @Test(arguments: [(2, 0.16), (3, 0.29), (4, 0.40), (5, 0.48), (6, 0.54), (10, 0.69)])
  func `so many pairs all won have Clopper's and Pearson's low end`(count: Int, low: Double) throws
  {
    let interval = try #require(pairs(Double(count), of: count).interval)
    #expect(abs(interval.lowerBound - low) < 0.005 && interval.upperBound == 1)
    let power = (0..<count).reduce(1.0) { product, _ in product * interval.lowerBound }
    #expect(abs(power - 0.025) < 1e-12)
    let lost = try #require(pairs(0, of: count).interval)
    #expect(lost.lowerBound == 0 && abs(1 - lost.upperBound - interval.lowerBound) < 1e-12)
  }

  /// SciPy: beta.ppf(0.025, x, n − x + 1), beta.ppf(0.975, x + 1, n − x).
  @Test(arguments: [
    (1, 5, 0.0050507633794680575, 0.7164179361180895),
    (2.5, 4, 0.12275388276951774, 0.9715291049128532),
    (7, 10, 0.3475471499400027, 0.9332604888222655),
    (19.5, 20, 0.7891813637507349, 0.9999757535215408),
  ])
  func `the interval of pairs is SciPy's`(wins: Double, count: Int, low: Double, high: Double)
    throws
  {
    let interval = try #require(pairs(wins, of: count).interval)
    #expect(abs(interval.lowerBound - low) < 1e-10 && abs(interval.upperBound - high) < 1e-10)
  }

  /// SciPy: brentq of Newcombe's equation.
  @Test(arguments: [
    ([4.0, 5, 6], [1.0, 2, 3], 0.5010187607015301, 1),
    ([6, 7, 8, 9, 10], [1, 2, 3, 4, 5], 0.6427028239310432, 1),
    ([2], [1], 0.20654931437723742, 1), ([1, 2], [3, 4], 0, 0.6143642955028337),
    ([1, 4, 6], [2, 3, 5, 7], 0.12457320992772943, 0.7863273310962352),
  ])
  func `the interval of unpaired trainings is Newcombe's`(
    a: [Double], b: [Double], low: Double, high: Double
  ) throws {
    let chance = Outperformance(Sample(a), Sample(b))
    let interval = try #require(chance.interval)
    #expect(abs(interval.lowerBound - low) < 1e-9 && abs(interval.upperBound - high) < 1e-9)
  }

  /// Exact, by the binomial distribution.
  @Test(arguments: [3, 5, 10, 20], [0.5, 0.75, 0.9, 0.95, 0.99])
  func `the interval of pairs covers the truth in 95 of 100 cases, and always has a width`(
    count: Int, truth: Double
  ) throws {
    var covered = 0.0
    var share = (0..<count).reduce(1.0) { product, _ in product * (1 - truth) }
    for wins in 0...count {
      let interval = try #require(pairs(Double(wins), of: count).interval)
      #expect(interval.lowerBound < interval.upperBound)
      if interval.contains(truth) { covered += share }
      share *= truth / (1 - truth) * Double(count - wins) / Double(wins + 1)
    }
    #expect(covered >= 0.95)
  }

  /// Normal values, 4,000 draws: two deviations of a share of 0.95 are 0.7 points. The sizes of
  /// three leave less room than the formula, which is approximate, needs: 90 to 98%.
  @Test(arguments: [3, 5], [(0.5, 0.0), (0.75, 0.953873), (0.9, 1.812388), (0.95, 2.326174)])
  func `the interval of unpaired trainings covers the truth in about 95 of 100 cases`(
    count: Int, truth: (probability: Double, shift: Double)
  ) throws {
    let draws = 4000
    let stream = Philox(seed: 7, purpose: .generator, index: UInt32(count))
    let normals = stream.normal(count: draws * 2 * count, deviation: 1).map(Double.init)
    let covered = try (0..<draws).count { draw in
      let values = normals[(draw * 2 * count)..<((draw + 1) * 2 * count)]
      let better = Sample(values.prefix(count).map { $0 + truth.shift })
      let worse = Sample(Array(values.suffix(count)))
      let interval = try #require(Outperformance(better, worse).interval)
      #expect(interval.lowerBound < interval.upperBound)
      return interval.contains(truth.probability)
    }
    let share = Double(covered) / Double(draws)
    #expect((0.89...0.99).contains(share), "\(share)")
  }
}
