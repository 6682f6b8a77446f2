extension MeanDifference {
  /// Fewer pairs do not show how two samples are correlated: for two pairs the correlation is 1 or
  /// -1.
  static let fewestPairs = 3

  /// The t test of two samples of which some values are pairs and the others are not: b − a over
  /// all values, with the covariance of the pairs subtracted from Welch's variance. With pairs
  /// only, it equals the paired test.
  ///
  /// nil for fewer than three pairs, and if the pairs of one sample do not vary.
  ///
  /// Derrick, Russ, Toher & White, Test Statistics for the Comparison of Means for Two Samples That
  /// Include Both Paired and Independent Observations, Journal of Modern Applied Statistical
  /// Methods 16(1), 2017: T_new2, with its degrees of freedom. The paired test of the pairs alone
  /// would ignore the other values. Welch's treats pairs as independent: it misses true differences
  /// if they are positively correlated and claims false ones if they are negatively correlated.
  package init?(pairs: [(a: Double, b: Double)], onlyA: [Double], onlyB: [Double]) {
    guard pairs.count >= Self.fewestPairs, let correlation = Self.correlation(pairs) else {
      return nil
    }
    let (a, b) = (Sample(pairs.map(\.a) + onlyA), Sample(pairs.map(\.b) + onlyB))
    guard let welch = MeanDifference(a, b), let first = a.deviation, let second = b.deviation else {
      return nil
    }
    let (shared, alone) = (Double(pairs.count), Double(onlyA.count + onlyB.count))
    let covariance = correlation * first * second
    let variance =
      welch.standardError * welch.standardError
      - 2 * covariance * shared / Double(a.count * b.count)
    test = .partlyPaired
    value = welch.value
    standardError = max(0, variance).squareRoot()
    degreesOfFreedom =
      shared - 1 + (welch.degreesOfFreedom - shared + 1) * alone / (alone + 2 * shared)
  }

  /// Pearson's correlation; nil if one of the two samples does not vary.
  private static func correlation(_ pairs: [(a: Double, b: Double)]) -> Double? {
    let (a, b) = (Sample(pairs.map(\.a)), Sample(pairs.map(\.b)))
    guard let first = a.variance, let second = b.variance, first > 0, second > 0 else { return nil }
    let products = pairs.reduce(0) { $0 + ($1.a - a.mean) * ($1.b - b.mean) }
    return products / Double(pairs.count - 1) / (first.squareRoot() * second.squareRoot())
  }
}
