/// The reason why runs cannot be compared in groups.
package enum GroupingProblem: Error, Hashable, Sendable {
  /// All runs have the same value of the key.
  ///
  /// - Parameter without: the runs that are left out because of their results.
  case oneGroup(key: String, value: String?, without: [Exclusion])
  case noPath(String, nearest: [String])
  /// A key that runs can have, but that no run has.
  case noValue(String)
  case noTag(String)
  case severalTags(run: String, [String])
  case imported(run: String, key: String)
  case noMetric(String, nearest: [String])
  /// The best value was asked for, but it is not known which values of the metric are better.
  case unknownDirection(String)
  /// The direction contradicts what is known of the metric.
  case contradiction(String, why: String)
  case noCommonMetric
  case noNumber(MetricChoice)
  /// A margin is given, but it is not known which values of the metric are better.
  case marginWithoutDirection(String)
  /// No difference of the metric can be as large as the margin.
  case largeMargin(Double, metric: String)
}
