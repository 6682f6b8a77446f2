import Experiments

/// The finding of one comparison among all tested findings of a page.
///
/// A page with several comparisons would claim something by chance more often than each of them, so
/// their p values are adjusted by Holm's method (A Simple Sequentially Rejective Multiple Test
/// Procedure, Scandinavian Journal of Statistics 6, 1979), which holds however the findings depend
/// on each other, as where comparisons share runs.
package struct JointClaim: Hashable, Sendable {
  /// Of the finding by itself.
  package let pValue: Double
  package let adjustedPValue: Double
  /// The number of findings that are tested.
  package let count: Int

  /// Adjusts the findings of a page.
  ///
  /// - Parameter pValues: nil for a comparison that tests nothing.
  /// - Returns: nil for such a comparison, and for the only one that tests something.
  package static func all(_ pValues: [Double?]) -> [JointClaim?] {
    let count = pValues.count { $0 != nil }
    guard count > 1 else { return pValues.map { _ in nil } }
    return zip(pValues, holmAdjusted(pValues)).map { pValue, adjusted in
      guard let pValue, let adjusted else { return nil }
      return JointClaim(pValue: pValue, adjustedPValue: adjusted, count: count)
    }
  }

  /// Whether the page claims the finding.
  package var isSignificant: Bool { adjustedPValue < significanceLevel }

  /// `Together with the other findings of this page p = 0.0012 (Holm over 3).`
  package var sentence: String {
    let joint =
      "with the other findings of this page \(adjustedPValue.pClause) (Holm over \(count))"
    return pValue < significanceLevel && !isSignificant
      ? "That is this comparison by itself: together \(joint), so that the page does not claim it."
      : "Together \(joint)."
  }
}
