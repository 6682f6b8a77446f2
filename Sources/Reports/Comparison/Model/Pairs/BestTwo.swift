/// The two best of several runs, and the p value of their difference.
///
/// The results chose these two runs, so their own p value would claim too much. It is adjusted for a
/// family that is fixed before the results: all pairs, or, if one of the two is the first run, all
/// comparisons with the first run (Holm 1979, whose adjustment holds for every member of the
/// family).
package struct BestTwo: Hashable, Sendable {
  package enum Family: Hashable, Sendable {
    /// This many comparisons with the first run.
    case againstFirst(Int)
    /// This many pairs.
    case allPairs(Int)
    /// So many pairs that they are not all tested. p is multiplied by their number, which is
    /// Bonferroni's bound.
    case bound(Int)
  }

  /// The positions of the two among the runs.
  package let best: Int
  package let second: Int
  /// The difference of `best` from `second`, or of `second` from `best` if `isTurned`.
  let measure: PairedContrast.Measure
  let isTurned: Bool
  /// Adjusted for the family; nil if it is not known how the difference varies.
  package let pValue: Double?
  package let family: Family

  /// The accuracy or mean squared error of the best run minus that of the second.
  package var difference: Double { isTurned ? -measure.difference : measure.difference }

  package var interval: ClosedRange<Double>? {
    isTurned ? measure.interval?.negated : measure.interval
  }
}

extension BestTwo.Family {
  /// With more runs or groups than this, not all pairs are tested.
  private static let most = 100

  /// Adjusts the p value of a pair that the results chose.
  ///
  /// - Parameters:
  ///   - pair: two positions below `count`.
  ///   - pValue: returns the p value of any pair of positions, the smaller one first; nil if it is
  ///     not known how the difference varies.
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
    let index = all.firstIndex { $0 == (first, second) }
    return (index.flatMap { adjusted[$0] }, .allPairs(pairs))
  }

  /// The number of comparisons in the family.
  var count: Int {
    switch self {
    case .againstFirst(let count), .allPairs(let count), .bound(let count): count
    }
  }
}

extension ClosedRange<Double> {
  /// The range of the negated numbers.
  var negated: ClosedRange { -upperBound ... -lowerBound }
}
