package import Experiments

/// The errors of predicted values, target by target.
///
/// The metrics are those of scikit-learn 1.9 with its default of a uniform average over the
/// targets: `mean_absolute_error`, `root_mean_squared_error` and `r2_score`. All sums are in
/// float64, in the examples' order and then in that of the targets.
package struct ValueErrors: Hashable, Sendable {
  /// The sums of one target.
  private struct Target: Hashable {
    var magnitudes = 0.0
    var squares = 0.0
    /// The squared deviations of the labels from their mean.
    var spread = 0.0
  }

  private let examples: Int
  private var targets: [Target]

  /// - Parameters:
  ///   - labels: of all examples, y[N, width].
  ///   - width: the number of targets.
  package init(labels: [Double], width: Int) {
    let count = labels.count / width
    examples = count
    targets = (0..<width).map { target in
      var sum = 0.0
      for i in 0..<count { sum += labels[i * width + target] }
      let mean = sum / Double(count)
      var spread = 0.0
      // Rounding may move the mean of equal labels.
      let isConstant = (0..<count).allSatisfy { labels[$0 * width + target] == labels[target] }
      for i in 0..<count where !isConstant {
        let deviation = labels[i * width + target] - mean
        spread += deviation * deviation
      }
      return Target(spread: spread)
    }
  }

  /// Adds the error of one target of the next example.
  package mutating func add(target: Int, label: Double, prediction: Double) {
    let error = prediction - label
    targets[target].magnitudes += error.magnitude
    targets[target].squares += error * error
  }

  /// The mean over the targets of a metric of values.
  package func value(of metric: MetricQuantity) -> Double {
    var sum = 0.0
    for target in targets.indices { sum += value(of: metric, target: target) }
    return sum / Double(targets.count)
  }

  /// The value of a metric of one target.
  ///
  /// R² of a constant target is 1 if every prediction is exact, else 0; of fewer than two examples
  /// it is not defined and NaN.
  package func value(of metric: MetricQuantity, target: Int) -> Double {
    let (sums, count) = (targets[target], Double(examples))
    switch metric {
    case .mae: return sums.magnitudes / count
    case .rmse: return (sums.squares / count).squareRoot()
    case .r2:
      guard examples > 1 else { return .nan }
      if sums.spread == 0, !sums.squares.isNaN { return sums.squares == 0 ? 1 : 0 }
      return 1 - sums.squares / sums.spread
    case .loss, .accuracy, .macroF1, .balancedAccuracy, .top5Accuracy:
      preconditionFailure("not of values")
    }
  }
}
