extension BestTwo {
  /// `The first two, a and b, cannot be told apart: +0.30 points, …`
  func sentence(_ runs: [ComparedRun]) -> String {
    let (best, second) = (runs[best].id, runs[second].id)
    let apart = "The first two, \(best) and \(second), cannot be told apart"
    guard let p = measure.pValue, let pValue else {
      return "\(apart): \(measure.constancy)."
    }
    let text =
      measure.isOfAnswers
      ? DifferenceText(difference, interval, factor: 100, decimals: 2)
      : DifferenceText(difference, interval, factor: 1, decimals: 4)
    let figures =
      (measure.isOfAnswers
        ? "\(text.value) points" : "difference of mean squared errors \(text.value)")
      + text.intervalClause
    if pValue < significanceLevel {
      return "\(best) is better than \(second), the second: \(figures), \(pValue.pClause) "
        + "(\(family.text))."
    }
    if p < significanceLevel {
      return "\(apart): \(figures), \(p.pClause) by itself, but \(pValue.asPValue) by "
        + "\(family.text)."
    }
    return "\(apart): \(figures), \(p.pClause)."
  }
}

extension BestTwo.Family {
  /// `Holm over all 10 pairs, as the results chose these two`
  var text: String {
    switch self {
    case .againstFirst(let count): count > 1 ? "Holm over \(count), as above" : "as above"
    case .allPairs(let count):
      "Holm over all \(count.grouped) pairs, as the results chose these two"
    case .bound(let count):
      "Bonferroni over all \(count.grouped) pairs, as the results chose these two"
    }
  }
}
