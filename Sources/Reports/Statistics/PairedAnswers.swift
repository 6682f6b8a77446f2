package import Runs

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

  /// Pairs two runs' predictions; nil unless both are classes, of the same examples.
  package init?(_ first: PredictionsTable, _ second: PredictionsTable) {
    guard let first = first.answers, let second = second.answers, !first.isEmpty,
      first.map(\.index) == second.map(\.index), first.map(\.label) == second.map(\.label)
    else { return nil }
    let pairs = zip(first, second)
    self.init(
      count: first.count, onlyFirst: pairs.count { $0.isRight && !$1.isRight },
      onlySecond: pairs.count { $1.isRight && !$0.isRight })
  }

  /// The second's share of right answers minus the first's.
  package var difference: Double { Double(onlySecond - onlyFirst) / Double(count) }

  /// The 95% interval of the difference, by the normal approximation for paired proportions
  /// (Wald: Agresti, Categorical Data Analysis, 3rd edition, 2013, equation 11.2).
  package var interval: ClosedRange<Double> {
    let n = Double(count)
    let discordant = Double(onlyFirst + onlySecond)
    let error = (discordant - n * difference * difference).squareRoot() / n
    let reach = 1.959963984540054 * error
    return (difference - reach)...(difference + reach)
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

extension Double {
  /// A p value as papers print it: `0.50`, `0.0021`, `3.4e-15`.
  package var asPValue: String {
    if self >= 0.095 { return fixed(2) }
    if self >= 0.000_95 { return fixed(self < 0.009_5 ? 4 : 3) }
    guard self > 0 else { return "< 1e-300" }
    let exponent = Int(log10(self).rounded(.down))
    return "\((self / pow(10, Double(exponent))).fixed(1))e\(exponent)"
  }
}
