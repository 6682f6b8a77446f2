import Engine

/// The probability that a training of one kind beats one of another, P(A > B), and its 95%
/// bootstrap interval.
///
/// Bouthillier et al., Accounting for Variance in Machine Learning Benchmarks, MLSys 2021,
/// section 3: pairs by seed where there are any, else every value against every other; a tie
/// counts half. The interval is the percentile bootstrap over pairs, or over both samples, with
/// random numbers of a fixed key, so that it is the same each time.
package struct Outperformance: Hashable, Sendable {
  package let probability: Double
  package let interval: ClosedRange<Double>

  /// Below this the improvement is no meaningful one, as the authors recommend.
  package static let meaningful = 0.75

  static let resamples = 10_000

  /// Of a over b, pair by pair.
  package init(pairs: [(a: Double, b: Double)]) {
    precondition(!pairs.isEmpty)
    let wins = pairs.map { Self.win($0.a, $0.b) }
    let count = wins.count
    self.init(probability: wins.reduce(0, +) / Double(count)) { draw in
      (0..<count).reduce(0.0) { sum, _ in sum + wins[draw(count)] } / Double(count)
    }
  }

  /// Of a over b, which are independent.
  package init(_ a: Sample, _ b: Sample) {
    let wins = a.values.map { a in b.values.map { Self.win(a, $0) } }
    let (rows, columns) = (a.count, b.count)
    let all = wins.reduce(0) { $0 + $1.reduce(0, +) }
    self.init(probability: all / Double(rows * columns)) { draw in
      let chosen = (0..<columns).map { _ in draw(columns) }
      let sum = (0..<rows).reduce(0.0) { sum, _ in
        let row = wins[draw(rows)]
        return chosen.reduce(sum) { $0 + row[$1] }
      }
      return sum / Double(rows * columns)
    }
  }

  private init(probability: Double, resampled: ((Int) -> Int) -> Double) {
    self.probability = probability
    let stream = Philox(seed: 0, purpose: .bootstrap, index: 0)
    var position = 0
    func draw(_ count: Int) -> Int {
      defer { position += 1 }
      return Int(stream.uniform(position) * Double(count))
    }
    let sorted = (0..<Self.resamples).map { _ in resampled(draw) }.sorted()
    interval = sorted[Self.resamples / 40]...sorted[Self.resamples - 1 - Self.resamples / 40]
  }

  private static func win(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }
}
