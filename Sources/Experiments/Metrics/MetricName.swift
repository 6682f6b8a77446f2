/// A column of metrics.csv that can be compared.
package enum MetricName: String, Hashable, Sendable, CaseIterable {
  case trainLoss = "train_loss"
  case trainAccuracy = "train_accuracy"
  case validationLoss = "validation_loss"
  case validationAccuracy = "validation_accuracy"
  case testLoss = "test_loss"
  case testAccuracy = "test_accuracy"

  package var direction: MetricDirection { isAccuracy ? .higher : .lower }

  package var isAccuracy: Bool { rawValue.hasSuffix("accuracy") }

  package var isValidation: Bool { rawValue.hasPrefix("validation") }

  package var isTest: Bool { rawValue.hasPrefix("test") }

  /// Whether `value` is better than `other`; NaN is never better.
  package func isBetter(_ value: Double, than other: Double) -> Bool {
    direction.isBetter(value, than: other)
  }

  /// The metrics a training has, in the order of metrics.csv.
  package static func available(isClassification: Bool, hasValidation: Bool) -> [MetricName] {
    allCases.filter {
      (isClassification || !$0.isAccuracy) && (hasValidation || !$0.isValidation)
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
