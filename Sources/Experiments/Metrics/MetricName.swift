/// A column of metrics.csv that can be compared. The order is that of the file.
package enum MetricName: String, Hashable, Sendable, CaseIterable {
  case trainLoss = "train_loss"
  case trainAccuracy = "train_accuracy"
  case validationLoss = "validation_loss"
  case validationAccuracy = "validation_accuracy"
  case testLoss = "test_loss"
  case testAccuracy = "test_accuracy"
  case validationMacroF1 = "validation_macro_f1"
  case validationBalancedAccuracy = "validation_balanced_accuracy"
  case validationTop5Accuracy = "validation_top5_accuracy"
  case validationMAE = "validation_mae"
  case validationRMSE = "validation_rmse"
  case validationR2 = "validation_r2"
  case testMacroF1 = "test_macro_f1"
  case testBalancedAccuracy = "test_balanced_accuracy"
  case testTop5Accuracy = "test_top5_accuracy"
  case testMAE = "test_mae"
  case testRMSE = "test_rmse"
  case testR2 = "test_r2"

  package var direction: MetricDirection { quantity.direction }

  /// The part of the data it is measured on.
  package var part: Metric.Split {
    if rawValue.hasPrefix("train_") { return .train }
    return rawValue.hasPrefix("test_") ? .test : .validation
  }

  package var quantity: MetricQuantity {
    let name = rawValue.drop { $0 != "_" }.dropFirst()
    guard let quantity = MetricQuantity(rawValue: String(name)) else {
      preconditionFailure("a name is a part and a quantity")
    }
    return quantity
  }

  package var isValidation: Bool { part == .validation }

  package var isTest: Bool { part == .test }

  /// Whether `value` is better than `other`; NaN is never better.
  package func isBetter(_ value: Double, than other: Double) -> Bool {
    direction.isBetter(value, than: other)
  }

  /// The metrics a training has, in the order of metrics.csv.
  ///
  /// - Parameter further: the quantities that the definition adds.
  package static func available(
    isClassification: Bool, hasValidation: Bool, further: [MetricQuantity] = []
  ) -> [MetricName] {
    allCases.filter { metric in
      let quantity = metric.quantity
      return quantity.isMeasured(isClassification: isClassification)
        && (hasValidation || !metric.isValidation)
        && (!MetricQuantity.further.contains(quantity) || further.contains(quantity))
    }
  }

  /// Returns the metric to show or compare by if none is given: the first available one of
  /// validation_accuracy, test_accuracy, validation_loss, test_loss, train_loss.
  package static func preferred(among available: [MetricName]) -> MetricName? {
    let order: [MetricName] = [
      .validationAccuracy, .testAccuracy, .validationLoss, .testLoss, .trainLoss,
    ]
    return order.first(where: available.contains)
  }

  /// Returns the metric that chooses the best epoch if the definition names none: the validation
  /// metric if there is one, else train_loss. The test part never chooses by default.
  package static func choosing(among available: [MetricName]) -> MetricName {
    let order: [MetricName] = [.validationAccuracy, .validationLoss]
    return order.first(where: available.contains) ?? .trainLoss
  }
}
