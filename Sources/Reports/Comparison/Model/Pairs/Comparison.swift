package import Experiments
import Runs

/// Two runs or more side by side: what differs in their definitions, in their results, in their
/// cost and in their weights. A pure function of the runs' values.
package struct Comparison: Hashable, Sendable {
  /// One metric of every run; changes are against the first.
  package struct MetricLine: Hashable, Sendable {
    /// A column of metrics.csv.
    package let metric: String
    /// Which values are better; nil where nobody knows.
    package let direction: MetricDirection?
    /// Whether differences are given in points.
    let isInPoints: Bool
    package let last: [Double?]
    package let best: [Double?]
    package let bestEpoch: [Int?]
    /// Why a run's values do not measure the same thing as the first's; nil where they do.
    package let obstacles: [Comparability.Obstacle?]

    package var isComparable: [Bool] { obstacles.map { $0 == nil } }
  }

  package let runs: [ComparedRun]
  package let differences: [DefinitionDifference]
  package let definitionValues: Int
  package let metrics: [MetricLine]
  /// Of each run to the first; the first's own is `identical`.
  package let weights: [WeightsRelation]
  /// Of each run's predictions with the first's; nil for the first. The same weights say nothing.
  package let pairings: [Pairing?]

  /// Compares two runs or more, each with the first.
  ///
  /// - Parameter metric: that it is about; nil: all that the runs have.
  package init(_ runs: [ComparedRun], metric choice: MetricChoice? = nil) {
    precondition(runs.count >= 2)
    self.runs = runs
    (differences, definitionValues) = DefinitionDifference.differences(
      among: runs.map(\.definition))
    let weights = runs.map { WeightsRelation(runs[0], $0) }
    self.weights = weights
    let pairings = runs.indices.map { index -> Pairing? in
      if index == 0 { return nil }
      return weights[index] == .identical
        ? .unpaired(.sameWeights) : Pairing(runs[0], runs[index])
    }
    self.pairings = pairings
    let comparabilities = runs.map { Comparability(runs[0], $0) }
    let names = choice.map { [$0.name] } ?? Self.metricNames(of: runs)
    metrics = names.map { metric in
      let direction = choice?.direction ?? runs.direction(of: metric)
      let summaries = runs.map { $0.metrics.summary(of: metric, direction: direction) }
      return MetricLine(
        metric: metric, direction: direction, isInPoints: runs.isInPoints(metric),
        last: summaries.map { $0?.last }, best: summaries.map { $0?.best?.value },
        bestEpoch: summaries.map { $0?.best?.epoch },
        obstacles: comparabilities.map { $0.obstacle(to: metric) })
    }
  }

  /// The metric that stands for the runs.
  package var primaryMetric: String? {
    if metrics.count == 1 { return metrics[0].metric }
    return preferredMetric(
      among: metrics.map(\.metric).filter { name in
        runs.allSatisfy { $0.metrics.hasMetric(name) }
      })
  }

  /// The runs that bench did not train.
  var imported: [String] { runs.filter { $0.definition == nil }.map(\.id) }

  /// Whether weights, metrics and predictions of a run are the same bits as the first's.
  package func isIdentical(_ index: Int) -> Bool {
    weights[index] == .identical && runs[index].metrics == runs[0].metrics
      && runs[index].predictions == runs[0].predictions
  }

  /// The runs whose key says that they are the first one's bits, while their weights are not:
  /// a machine computed wrongly.
  package var contradictions: [Int] {
    runs.indices.filter { runs[$0].runKey == runs[0].runKey && weights[$0].isDifferent }
  }

  /// The metrics of any of the runs, in the order of the files.
  private static func metricNames(of runs: [ComparedRun]) -> [String] {
    runs.flatMap(\.metrics.metricNames).unique
  }
}

extension [String] {
  /// Each text once, where it is first.
  var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
