/// The two best of several, and whether they can be told apart.
///
/// The results chose these two, so that their p value alone would claim too much. It stands in a
/// family that was there before the results: that of all pairs, or, where one of them is the first
/// run, of all comparisons with the first (Holm 1979, whose adjustment holds for every member of
/// its family, and so for whichever is looked at).
package struct BestTwo: Hashable, Sendable {
  package enum Family: Hashable, Sendable {
    /// So many comparisons with the first.
    case againstFirst(Int)
    /// So many pairs.
    case allPairs(Int)
    /// Of so many pairs that each is not looked at: p times their number, Bonferroni's bound.
    case bound(Int)
  }

  /// Positions among the runs.
  package let best: Int
  package let second: Int
  /// Of the best from the second, or, where `isTurned`, the other way round.
  let measure: PairedContrast.Measure
  let isTurned: Bool
  /// Adjusted for the family; nil where nothing is known of how the difference varies.
  package let pValue: Double?
  package let family: Family

  /// The best's share of right answers, or mean squared error, minus the second's.
  package var difference: Double { isTurned ? -measure.difference : measure.difference }

  package var interval: ClosedRange<Double>? {
    isTurned ? measure.interval?.negated : measure.interval
  }

  /// `The first two, a and b, cannot be told apart: +0.30 points, …`
  func sentence(_ runs: [ComparedRun]) -> String {
    let (best, second) = (runs[best].id, runs[second].id)
    let apart = "The first two, \(best) and \(second), cannot be told apart"
    guard let p = measure.pValue, let pValue else {
      return "\(apart): \(Comparison.constancy(measure))."
    }
    let text =
      measure.isOfAnswers
      ? DifferenceText(difference, interval, factor: 100, decimals: 2)
      : DifferenceText(difference, interval, factor: 1, decimals: 4)
    let figures =
      (measure.isOfAnswers
        ? "\(text.value) points" : "difference of mean squared errors \(text.value)")
      + text.intervalClause
    if pValue < 0.05 {
      return "\(best) is better than \(second), the second: \(figures), \(pValue.pClause) "
        + "(\(family.words))."
    }
    if p < 0.05 {
      return "\(apart): \(figures), \(p.pClause) by itself, but \(pValue.asPValue) by "
        + "\(family.words)."
    }
    return "\(apart): \(figures), \(p.pClause)."
  }
}

extension BestTwo.Family {
  /// More runs or groups than this have too many pairs to look at each.
  private static let most = 100

  /// Adjusts the p value of a pair that was chosen among so many.
  ///
  /// - Parameter pValue: of any two by their places; nil where nothing is known of how they vary.
  static func ofAllPairs(
    choosing pair: (Int, Int), among count: Int, pValue: (Int, Int) -> Double?
  ) -> (pValue: Double?, family: BestTwo.Family) {
    let pairs = count * (count - 1) / 2
    let (first, second) = (min(pair.0, pair.1), max(pair.0, pair.1))
    guard count <= most else {
      return (pValue(first, second).map { min(1, $0 * Double(pairs)) }, .bound(pairs))
    }
    let all = (0..<count).flatMap { other in (0..<other).map { ($0, other) } }
    let adjusted = holmAdjusted(all.map(pValue))
    let place = all.firstIndex { $0 == (first, second) }
    return (place.flatMap { adjusted[$0] }, .allPairs(pairs))
  }

  /// `Holm over all 10 pairs, as the results chose these two`
  var words: String {
    switch self {
    case .againstFirst(let count): count > 1 ? "Holm over \(count), as above" : "as above"
    case .allPairs(let count):
      "Holm over all \(count.grouped) pairs, as the results chose these two"
    case .bound(let count):
      "Bonferroni over all \(count.grouped) pairs, as the results chose these two"
    }
  }

  /// As json has it.
  var name: String {
    switch self {
    case .againstFirst: "against_first"
    case .allPairs: "all_pairs"
    case .bound: "all_pairs_bound"
    }
  }

  /// How many comparisons it has.
  var count: Int {
    switch self {
    case .againstFirst(let count), .allPairs(let count), .bound(let count): count
    }
  }
}
