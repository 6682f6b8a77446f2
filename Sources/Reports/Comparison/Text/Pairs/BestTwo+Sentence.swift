extension BestTwo {
  /// `The first two, a and b, cannot be told apart: +0.30 points, …`
  func sentence(_ runs: [ComparedRun]) -> String {
    let (best, second) = (runs[best].id, runs[second].id)
    let apart = "The first two, \(best) and \(second), cannot be told apart"
    guard let pValue else { return "\(apart): \(measure.constancy)." }
    let text =
      measure.isOfAnswers
      ? DifferenceText(difference, interval, factor: 100, decimals: 2)
      : DifferenceText(difference, interval, factor: 1, decimals: 4)
    let figures =
      (measure.isOfAnswers
        ? "\(text.value) points" : "difference of mean squared errors \(text.value)")
      + text.intervalClause
    return pValue < significanceLevel
      ? "\(best) is better than \(second), the second: \(figures), \(pValue.pClause) (best against "
        + "second: no adjustment needed, Hung & Fithian 2019)."
      : "\(apart): \(figures), \(pValue.pClause)."
  }
}
