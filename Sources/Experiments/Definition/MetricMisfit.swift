import Datasets
import JSON

/// Returns the problem with the first further metric that the data cannot have, or that is listed
/// twice; nil if there is none.
func metricsMisfit(_ metrics: [MetricQuantity], hasClasses: Bool) -> Diagnostic? {
  let path = JSONPath("training.metrics")
  for (index, metric) in metrics.enumerated() {
    if metrics[..<index].contains(metric) {
      return Diagnostic(
        path: path.appending(index), problem: "\(metric.rawValue) is there twice",
        hints: ["name each metric once"])
    }
    if !metric.isMeasured(isClassification: hasClasses) {
      let possible = MetricQuantity.further.filter { $0.isMeasured(isClassification: hasClasses) }
      let (own, other) = hasClasses ? ("classes", "values") : ("values", "classes")
      return Diagnostic(
        path: path.appending(index),
        problem: "\(metric.rawValue) is of predicted \(other), but these data have \(own)",
        hints: ["for \(own) there are \(possible.map(\.rawValue).joined(separator: ", "))"])
    }
  }
  return nil
}

/// A top-5 accuracy of too few classes: it would always be 1; nil if there is none.
///
/// - Parameter classes: nil for values.
func metricsMisfit(_ metrics: [MetricQuantity], classes: Int?) -> Diagnostic? {
  guard let classes, classes <= MetricQuantity.acceptedAnswers,
    let index = metrics.firstIndex(of: .top5Accuracy)
  else { return nil }
  return Diagnostic(
    path: JSONPath("training.metrics").appending(index),
    problem: "top5_accuracy of \(classes) classes is always 1; it needs "
      + "\(MetricQuantity.acceptedAnswers + 1) or more", hints: ["remove it"])
}

/// Says why a training does not have the metric that its definition names.
///
/// - Parameter available: the metrics it has.
func metricMisfit(
  _ metric: MetricName, at path: JSONPath, available: [MetricName], hasClasses: Bool,
  hasValidation: Bool
) -> Diagnostic {
  let quantity = metric.quantity
  let list = "this definition has \(available.map(\.rawValue).joined(separator: ", "))"
  if metric.isValidation && !hasValidation {
    return Diagnostic(
      path: path, problem: "\(metric.rawValue) needs dataset.subset.validation",
      hints: [Remedy(list)])
  }
  if metric.isTest && !available.contains(where: \.isTest) {
    return Diagnostic(
      path: path, problem: "\(metric.rawValue) needs a test part", hints: [Remedy(list)])
  }
  if !quantity.isMeasured(isClassification: hasClasses) {
    return Diagnostic(
      path: path,
      problem: "\(metric.rawValue) is not of a \(hasClasses ? "classification" : "regression")",
      hints: [Remedy(list)])
  }
  return Diagnostic(
    path: path, problem: "\(metric.rawValue) is not measured",
    hints: ["add \"\(quantity.rawValue)\" to training.metrics", Remedy(list)])
}
