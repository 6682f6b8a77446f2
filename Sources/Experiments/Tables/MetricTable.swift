import JSON

extension MetricQuantity {
  /// What it is, as a phrase for the schema.
  var summary: String {
    switch self {
    case .loss: "The mean loss"
    case .accuracy: "The fraction of examples classified correctly"
    case .macroF1:
      "The mean over the classes that occur as label or answer of F1, the harmonic mean of "
        + "precision and recall"
    case .balancedAccuracy:
      "The mean over the classes that occur as label of the fraction classified correctly"
    case .top5Accuracy:
      "The fraction of examples whose class is among the five with the highest outputs; of equal "
        + "outputs that of the lower class counts as higher"
    case .mae: "The mean absolute error, averaged over the targets"
    case .rmse: "The root of the mean squared error, averaged over the targets"
    case .r2: "The coefficient of determination, averaged over the targets"
    }
  }
}

extension MetricName: DescribedChoice {
  package var summary: String {
    switch self {
    case .trainLoss: "The mean loss over the epoch's training batches."
    case .trainAccuracy: "The fraction of training examples classified correctly in the epoch."
    case .validationLoss: "The loss of the validation part after the epoch."
    case .validationAccuracy: "The fraction of the validation part classified correctly."
    case .testLoss: "The loss of the test part after the epoch."
    case .testAccuracy: "The fraction of the test part classified correctly."
    default:
      "Of the \(part.rawValue) part, with \(quantity.rawValue) in training.metrics. "
        + "\(quantity.summary)."
    }
  }
}
