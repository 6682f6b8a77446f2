package import Experiments

/// Two runs or more side by side: what differs in their definitions, in their results, in their
/// cost and in their weights. A pure function of the runs' values.
package struct Comparison: Hashable, Sendable {
  /// One metric of every run; changes are against the first.
  package struct MetricLine: Hashable, Sendable {
    package let metric: MetricName
    package let last: [Double?]
    package let best: [Double?]
    package let bestEpoch: [Int?]
    /// Whether the values measure the same thing in each run and the first.
    package let isComparable: [Bool]
  }

  package let runs: [ComparedRun]
  package let differences: [DefinitionDifference]
  package let definitionValues: Int
  package let metrics: [MetricLine]
  /// Of each run to the first; the first's own is `identical`.
  package let weights: [WeightsRelation]

  package init(_ runs: [ComparedRun]) {
    precondition(runs.count >= 2)
    self.runs = runs
    (differences, definitionValues) = DefinitionDifference.differences(
      among: runs.map(\.definition))
    metrics = MetricName.allCases.compactMap { metric in
      guard runs.contains(where: { $0.has(metric) }) else { return nil }
      let best = runs.map { $0.best(metric) }
      return MetricLine(
        metric: metric, last: runs.map { $0.last(metric) }, best: best.map { $0?.value },
        bestEpoch: best.map { $0?.epoch },
        isComparable: runs.map { Self.isComparable(metric, runs[0], $0) })
    }
    weights = runs.map { WeightsRelation(runs[0], $0) }
  }

  /// The metric that stands for the runs: the first of the preferred ones that they all have.
  package var primaryMetric: MetricName? {
    MetricName.preference.first { metric in runs.allSatisfy { $0.has(metric) } }
  }

  /// Whether weights, metrics and predictions of a run are the same bits as the first's.
  package func isIdentical(_ index: Int) -> Bool {
    weights[index] == .identical && runs[index].epochs == runs[0].epochs
      && runs[index].predictions == runs[0].predictions
  }

  /// The runs whose key says that they are the first one's bits, while their weights are not:
  /// a machine computed wrongly.
  package var contradictions: [Int] {
    runs.indices.filter { runs[$0].runKey == runs[0].runKey && weights[$0].isDifferent }
  }

  /// Losses compare under one loss, test metrics on one test part.
  private static func isComparable(
    _ metric: MetricName, _ first: ComparedRun, _ other: ComparedRun
  ) -> Bool {
    var paths = ["dataset.name"]
    if metric.rawValue.hasSuffix("loss") { paths.append("loss") }
    if metric.rawValue.hasPrefix("test") { paths.append("dataset.subset.test") }
    if metric.rawValue.hasPrefix("validation") { paths.append("dataset.subset.validation") }
    return paths.allSatisfy { path in
      first.definition[path: JSONPath(path)] == other.definition[path: JSONPath(path)]
    }
  }
}
