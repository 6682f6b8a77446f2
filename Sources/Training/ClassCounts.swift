package import Experiments

/// How often each class occurs among labels and answers, and how often both agree.
///
/// The metrics are those of scikit-learn 1.9: `f1_score(average="macro", zero_division=0)` and
/// `balanced_accuracy_score`. They are ratios of counts, added in the order of the classes, so that
/// neither threads nor batches can change a bit.
package struct ClassCounts: Hashable, Sendable {
  /// Examples of each class.
  private var labels: [Int]
  /// Examples that were predicted as each class.
  private var answers: [Int]
  /// Examples of each class that were predicted as it.
  private var hits: [Int]
  private var examples = 0
  private var accepted = 0

  package init(classes: Int) {
    labels = [Int](repeating: 0, count: classes)
    (answers, hits) = (labels, labels)
  }

  /// Counts an example.
  ///
  /// - Parameter answer: the predicted class; nil if an output is not a number.
  package mutating func add(label: Int, answer: Int?) {
    examples += 1
    labels[label] += 1
    guard let answer else { return }
    answers[answer] += 1
    if answer == label { hits[label] += 1 }
  }

  /// Counts an example as one of top-5 accuracy if its class is among the five with the highest
  /// outputs. Of equal outputs that of the lower class counts as higher, as in the prediction.
  package mutating func addRanked(label: Int, outputs: [Float]) {
    let own = outputs[label]
    var higher = 0
    for k in outputs.indices where outputs[k] > own || (outputs[k] == own && k < label) {
      higher += 1
    }
    if higher < MetricQuantity.acceptedAnswers { accepted += 1 }
  }

  /// The value of a metric of classes.
  package func value(of metric: MetricQuantity) -> Double {
    switch metric {
    case .macroF1:
      mean { k in
        let whole = labels[k] + answers[k]
        return whole > 0 ? Double(2 * hits[k]) / Double(whole) : nil
      }
    case .balancedAccuracy:
      mean { k in labels[k] > 0 ? Double(hits[k]) / Double(labels[k]) : nil }
    case .top5Accuracy: Double(accepted) / Double(examples)
    case .accuracy: Double(hits.reduce(0, +)) / Double(examples)
    case .loss, .mae, .rmse, .r2: preconditionFailure("not of classes")
    }
  }

  /// The mean of the classes' values, without those that have none.
  private func mean(_ value: (Int) -> Double?) -> Double {
    var (sum, count) = (0.0, 0)
    for k in labels.indices {
      guard let value = value(k) else { continue }
      sum += value
      count += 1
    }
    return sum / Double(count)
  }
}
