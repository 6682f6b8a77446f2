import Experiments
package import JSON

/// A split that the run's seed draws: each seed trains or is tested on other examples of one data
/// set, so that runs of several seeds share examples and are no independent observations.
package struct DrawnSplit: Hashable, Sendable {
  /// The number of test examples divided by that of training examples; nil if it is not known, and
  /// for metrics of the training examples, for which there is no such correction.
  ///
  /// The corrected resampled t test adds it to 1/J, the share of the variance that the mean of J
  /// independent values has: Nadeau & Bengio, Inference for the Generalization Error, Machine
  /// Learning 52, 2003. Without it, trainings that are equal on average are told apart in 26 of 100
  /// comparisons of 10 splits.
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
    let trained = definition.selection(of: .train)?.selectedCount
    let judged = definition.selection(of: part)?.selectedCount
    if part != .train, let trained, let judged, trained > 0 {
      overlap = Double(judged) / Double(trained)
    } else {
      overlap = nil
    }
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
