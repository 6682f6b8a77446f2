import Files

/// Two sets of answers to the same questions, with the test of their difference.
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

  /// The 95% interval of the difference: Wald's, with one more answer right only in the first and
  /// one right only in the second, among two more examples.
  ///
  /// Bonett & Price, Adjusted Wald confidence interval for a difference of binomial proportions
  /// based on paired data, Journal of Educational and Behavioral Statistics 37, 2012; one of those
  /// recommended by Fagerland, Lydersen & Laake, Recommended tests and confidence intervals for
  /// paired binomial proportions, Statistics in Medicine 33, 2014. Wald's own has no width if no
  /// answers differ, and covers far less than 95% if few do; for many answers both are the same.
  package var interval: ClosedRange<Double> { interval(confidence: 0.95) }

  package func interval(confidence: Double) -> ClosedRange<Double> {
    let n = Double(count) + 2
    let (first, second) = ((Double(onlyFirst) + 1) / n, (Double(onlySecond) + 1) / n)
    let center = second - first
    let variance = (first + second - center * center) / n
    let reach = normalReach(confidence: confidence) * variance.squareRoot()
    return max(-1, center - reach)...min(1, center + reach)
  }

  /// The exact two-sided p value: among the answers that are right in only one, each is right in
  /// either with probability one half.
  package var pValue: Double {
    let trials = onlyFirst + onlySecond
    guard trials > 0 else { return 1 }
    let tail = (0...min(onlyFirst, onlySecond)).reduce(0.0) { sum, successes in
      sum + exp(logOfBinomial(trials, successes) - Double(trials) * log(2))
    }
    return min(1, 2 * tail)
  }
}
