#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Two sets of answers to the same questions, and what can be claimed of their difference.
///
/// McNemar, Note on the sampling error of the difference between correlated proportions or
/// percentages, Psychometrika 12, 1947.
package struct PairedAnswers: Hashable, Sendable {
  /// Examples both answered.
  package let count: Int
  /// Right in the first only.
  package let onlyFirst: Int
  /// Right in the second only.
  package let onlySecond: Int

  package init(count: Int, onlyFirst: Int, onlySecond: Int) {
    precondition(count > 0 && onlyFirst >= 0 && onlySecond >= 0)
    precondition(onlyFirst + onlySecond <= count)
    self.count = count
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// The second's share of right answers minus the first's.
  package var difference: Double { Double(onlySecond - onlyFirst) / Double(count) }

  /// The 95% score interval of the difference: the differences that the score test, of which
  /// McNemar's is the case of no difference, does not reject.
  ///
  /// Tango, Equivalence test and confidence interval for the difference in proportions for the
  /// paired-sample design, Statistics in Medicine 17, 1998; one of those recommended by Fagerland,
  /// Lydersen & Laake, Recommended tests and confidence intervals for paired binomial proportions,
  /// Statistics in Medicine 33, 2014. Wald's simpler interval has no width where no answers differ,
  /// and covers far less than 95% where few do.
  package var interval: ClosedRange<Double> {
    let z = 1.959963984540054
    // Where all or none differ in one direction, the end is that of all differences.
    let low = boundary(between: -1, and: difference) { score($0) > z }
    let high = boundary(between: difference, and: 1) { score($0) >= -z }
    return low...high
  }

  /// How many standard errors the observed difference lies above this one, the error as it is most
  /// likely to be if this one is true; it falls as the difference grows.
  private func score(_ difference: Double) -> Double {
    let (n, first, second) = (Double(count), Double(onlyFirst), Double(onlySecond))
    let linear = (2 * n - second + first) * difference - first - second
    let constant = -first * difference * (1 - difference)
    // The most likely share of answers right in the first only.
    let share = (max(0, linear * linear - 8 * n * constant).squareRoot() - linear) / (4 * n)
    let variance = n * (2 * share + difference * (1 - difference))
    let excess = second - first - n * difference
    if excess == 0 { return 0 }
    return variance > 0 ? excess / variance.squareRoot() : excess > 0 ? .infinity : -.infinity
  }

  /// The place where `isBelow` ceases to hold, by bisection to the last bit.
  private func boundary(
    between low: Double, and high: Double, _ isBelow: (Double) -> Bool
  ) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  /// The exact two-sided p value: of so many answers right in one alone, each is right in either
  /// with probability one half.
  package var pValue: Double {
    let trials = onlyFirst + onlySecond
    guard trials > 0 else { return 1 }
    let tail = (0...min(onlyFirst, onlySecond)).reduce(0.0) { sum, successes in
      sum + exp(logOfBinomial(trials, successes) - Double(trials) * log(2))
    }
    return min(1, 2 * tail)
  }

  private func logOfBinomial(_ n: Int, _ k: Int) -> Double {
    lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
  }
}
