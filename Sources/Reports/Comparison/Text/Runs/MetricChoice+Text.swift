extension MetricChoice {
  /// `test_accuracy last`
  package var text: String { "\(name) \(isBest ? "best" : "last")" }
}
