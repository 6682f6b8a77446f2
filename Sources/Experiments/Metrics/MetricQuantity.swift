/// What a column of metrics.csv measures on a part of the data. The order is that of the file.
package enum MetricQuantity: String, Hashable, Sendable, CaseIterable {
  case loss
  case accuracy
  case macroF1 = "macro_f1"
  case balancedAccuracy = "balanced_accuracy"
  case top5Accuracy = "top5_accuracy"
  case mae
  case rmse
  case r2

  /// The quantities that a definition may add with `training.metrics`. They are measured on the
  /// validation part and on the test part.
  package static let further: [MetricQuantity] = allCases.filter { $0 != .loss && $0 != .accuracy }

  /// The answers that top-5 accuracy accepts.
  package static let acceptedAnswers = 5

  package var direction: MetricDirection {
    switch self {
    case .loss, .mae, .rmse: .lower
    case .accuracy, .macroF1, .balancedAccuracy, .top5Accuracy, .r2: .higher
    }
  }

  /// Whether a training that predicts classes, or one that predicts values, has it.
  package func isMeasured(isClassification: Bool) -> Bool {
    switch self {
    case .loss: true
    case .accuracy, .macroF1, .balancedAccuracy, .top5Accuracy: isClassification
    case .mae, .rmse, .r2: !isClassification
    }
  }
}
