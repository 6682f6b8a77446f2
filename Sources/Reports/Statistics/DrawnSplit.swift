import Experiments
package import JSON

/// Several splits of one data set into training and test examples. Runs share training examples and
/// are no independent observations.
package struct DrawnSplit: Hashable, Sendable {
  package enum Origin: Hashable, Sendable {
    /// The run's seed draws the examples.
    case seed
    /// The data set is divided into folds, of which each is the test part once.
    case folds
  }

  package let origin: Origin
  /// The number of test examples divided by that of training examples; nil if it is not known, and
  /// for metrics of the training examples, for which there is no such correction.
  ///
  /// The corrected resampled t test adds it to 1/J, the share of the variance that the mean of J
  /// independent values has: Nadeau & Bengio, Inference for the Generalization Error, Machine
  /// Learning 52, 2003. Without it, trainings that are equal on average are told apart in 26 of 100
  /// comparisons of 10 splits. For k folds it is 1/(k − 1): Bouckaert & Frank, Evaluating the
  /// Replicability of Significance Tests for Comparing Learning Algorithms, PAKDD 2004.
  package let overlap: Double?

  /// nil if the seed does not draw the examples that a metric depends on.
  ///
  /// - Parameter definition: a resolved definition.
  package init?(_ definition: JSONValue, metric: String) {
    guard let part = Metric(metric).split else { return nil }
    let parts: Set = [Metric.Split.train, part]
    guard parts.contains(where: { definition.selection(of: $0)?.object != nil }) else {
      return nil
    }
    origin = .seed
    let trained = definition.selection(of: .train)?.selectedCount
    let judged = definition.selection(of: part)?.selectedCount
    if part != .train, let trained, let judged, trained > 0 {
      overlap = Double(judged) / Double(trained)
    } else {
      overlap = nil
    }
  }

  /// A division into folds. Examples taken for validation are not trained on.
  ///
  /// - Parameter definition: a resolved definition with `dataset.folds`.
  package init(folds definition: JSONValue, metric: String) {
    origin = .folds
    let count = definition[path: JSONPath("dataset.folds.count")]?.int ?? 0
    let validation = definition[path: JSONPath("dataset.split.validation")]?.double ?? 0
    let tested = 1 / Double(max(1, count))
    let trained = 1 - tested - validation
    let isKnown = Metric(metric).split == .test && count > 1 && trained > 0
    overlap = isKnown ? tested / trained : nil
  }
}

extension Metric.Split {
  /// The path of the selection in a definition.
  var path: String { "dataset.subset.\(rawValue)" }
}

extension JSONValue {
  /// Returns the examples of a part that a definition selects: a range, or a draw by the seed.
  func selection(of part: Metric.Split) -> JSONValue? { self[path: JSONPath(part.path)] }

  /// The number of selected examples; nil for a whole part, whose size is not in the definition.
  fileprivate var selectedCount: Int? { self["count"]?.int ?? range?.count }
}
