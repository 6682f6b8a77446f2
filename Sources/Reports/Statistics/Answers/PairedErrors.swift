/// The squared errors of two regressions on the same examples, with the test of their difference.
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
  /// The difference of the second's squared errors from the first's; nil if it is the same for
  /// every example, because its variation is then not known.
  package let difference: MeanDifference?

  /// - Parameter errors: the errors of both on each example; nil is returned if one is not finite.
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
