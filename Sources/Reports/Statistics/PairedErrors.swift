/// Two regressions' squared errors on the same examples, and what can be claimed of their
/// difference.
///
/// The paired t test of the losses of single examples: Diebold & Mariano, Comparing Predictive
/// Accuracy, Journal of Business & Economic Statistics 13, 1995, for examples that are independent
/// of each other, with the small-sample correction and the t distribution of Harvey, Leybourne &
/// Newbold, Testing the Equality of Prediction Mean Squared Errors, International Journal of
/// Forecasting 13, 1997.
package struct PairedErrors: Hashable, Sendable {
  /// Examples both predicted.
  package let count: Int
  /// Mean squared errors, in the target's unit squared.
  package let first: Double
  package let second: Double
  /// Of the second's squared errors from the first's; nil where it is the same for every example,
  /// which says nothing of how it varies.
  package let difference: MeanDifference?

  /// - Parameter errors: of both on each example; nil where one is no finite number.
  package init?(_ errors: [(first: Double, second: Double)]) {
    let squares = errors.map { (a: $0.first * $0.first, b: $0.second * $0.second) }
    guard !squares.isEmpty, squares.allSatisfy({ $0.a.isFinite && $0.b.isFinite }) else {
      return nil
    }
    count = squares.count
    first = Sample(squares.map(\.a)).mean
    second = Sample(squares.map(\.b)).mean
    difference = MeanDifference(pairs: squares).flatMap { $0.standardError > 0 ? $0 : nil }
  }
}
