package import Runs

/// A share of right answers and how sure it is.
package struct Proportion: Hashable, Sendable {
  package let successes: Int
  package let count: Int

  package init(_ successes: Int, of count: Int) {
    precondition(count > 0 && (0...count).contains(successes))
    self.successes = successes
    self.count = count
  }

  package var value: Double { Double(successes) / Double(count) }

  /// The 95% score interval (E. B. Wilson, Probable Inference, the Law of Succession, and
  /// Statistical Inference, Journal of the American Statistical Association 22, 1927).
  package var interval: ClosedRange<Double> {
    let n = Double(count)
    let z = normalReach
    let middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    let reach =
      z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - reach)...min(1, middle + reach)
  }
}

extension PredictionsTable {
  /// `1,864 of 2,000 test examples are right: 0.9320, 95% interval 0.9201 to 0.9422 (Wilson; …)`;
  /// nil for a regression.
  package var accuracySentence: String? { accuracySentence(areTrainedOn: false) }

  /// - Parameter areTrainedOn: whether the test examples are training examples, as all of xor's
  ///   are. They then say nothing about others.
  package func accuracySentence(areTrainedOn: Bool) -> String? {
    guard let answers, !answers.isEmpty else { return nil }
    let right = Proportion(answers.count { $0.isRight }, of: answers.count)
    let start =
      "\(right.successes.grouped) of \(right.count.grouped) test examples are right: "
      + right.value.fixed(4)
    if areTrainedOn { return start + "; it was trained on them, so this says nothing of others." }
    return start + ", 95% interval \(right.interval.lowerBound.fixed(4)) to "
      + "\(right.interval.upperBound.fixed(4)) (Wilson; other examples, the same weights)."
  }
}
