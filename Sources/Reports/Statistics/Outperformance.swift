/// The probability that one kind of training outperforms another, P(A > B), with its 95% interval.
/// A tie counts as one half.
///
/// Bouthillier et al., Accounting for Variance in Machine Learning Benchmarks, MLSys 2021, section
/// 3: by pairs with the same seed if there are any, otherwise each value against each.
package struct Outperformance: Hashable, Sendable {
  package let probability: Double
  /// nil if the values share examples, for which no interval is known.
  package let interval: ClosedRange<Double>?
  /// The number of pairs; nil if each value is compared with each.
  package let pairs: Int?
  /// Whether a pair is a tie.
  let hasTies: Bool

  /// An improvement whose interval ends below this is not meaningful, as the authors recommend.
  package static let meaningful = 0.75

  /// The probability for a over b, by pairs. The interval is the exact one of Clopper and Pearson
  /// for the fraction of pairs won (The Use of Confidence or Fiducial Limits Illustrated in the
  /// Case of the Binomial, Biometrika 26, 1934).
  package init(pairs: [(a: Double, b: Double)]) {
    precondition(!pairs.isEmpty)
    let wins = pairs.reduce(0) { $0 + Self.win($1.a, $1.b) }
    let count = Double(pairs.count)
    probability = wins / count
    let low = wins == 0 ? 0 : betaQuantile(0.025, wins, count - wins + 1)
    let high = wins == count ? 1 : betaQuantile(0.975, wins + 1, count - wins)
    interval = low...high
    self.pairs = pairs.count
    hasTies = pairs.contains { $0.a == $0.b }
  }

  /// The probability for a over b, which are independent. The interval is that of method 5 in
  /// Newcombe, Confidence intervals for an effect size measure based on the Mann–Whitney statistic,
  /// part 2, Statistics in Medicine 25, 2006.
  package init(_ a: Sample, _ b: Sample) {
    let wins = a.values.reduce(0) { sum, a in b.values.reduce(sum) { $0 + Self.win(a, $1) } }
    let (m, n) = (Double(a.count), Double(b.count))
    let share = wins / (m * n)
    /// Whether a true probability is so far from the one observed that the interval leaves it out.
    func isOutside(_ p: Double) -> Bool {
      let extra = ((m + n) / 2 - 1) * ((1 - p) / (2 - p) + p / (1 + p))
      let error = (p * (1 - p) / (m * n) * (1 + extra)).squareRoot()
      return (share - p).magnitude > normalReach * error
    }
    probability = share
    let low = share == 0 ? 0 : root(in: 0...share, isOutside)
    let high = share == 1 ? 1 : root(in: share...1) { !isOutside($0) }
    interval = low...high
    pairs = nil
    hasTies = false
  }

  private init(_ other: Outperformance, probability: Double, interval: ClosedRange<Double>?) {
    self.probability = probability
    self.interval = interval
    pairs = other.pairs
    hasTies = other.hasTies
  }

  /// The same probability without an interval.
  var withoutInterval: Outperformance {
    Outperformance(self, probability: probability, interval: nil)
  }

  /// The probability for b over a.
  var turned: Outperformance {
    Outperformance(
      self, probability: 1 - probability,
      interval: interval.map { (1 - $0.upperBound)...(1 - $0.lowerBound) })
  }

  /// The number of pairs won, with a tie as one half; nil without pairs.
  package var wins: Double? { pairs.map { probability * Double($0) } }

  private static func win(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }
}
