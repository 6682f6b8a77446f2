import Runs

/// Two or more runs side by side: the differences of their definitions, metrics, cost and weights,
/// and of their predictions. The first run is the base.
///
/// A pure function of the runs' values. `Text` prints a comparison and `Data` writes it as JSON and
/// CSV; both only read the values found here.
package struct Comparison: Hashable, Sendable {
  package let runs: [ComparedRun]
  package let differences: [DefinitionDifference]
  /// The number of values that the definitions have in all.
  package let definitionValues: Int
  package let metrics: [MetricLine]
  /// The relation of each run's weights to those of the first; `identical` for the first itself.
  package let weights: [WeightsRelation]
  /// The predictions of each run paired with those of the first; nil for the first itself. The
  /// same weights are not paired.
  package let pairings: [Pairing?]
  /// The differences of each run's predictions from the first; nil for the first and for runs that
  /// cannot be paired.
  package let contrasts: [PairedContrast?]
  /// Holm's p values, over all contrasts that can be tested.
  package let adjustedPValues: [Double?]
  /// The best run and the next one, among those tested on the first run's examples; nil unless there
  /// are three.
  package let bestTwo: BestTwo?
  /// The smallest difference that matters: as a share of the answers, or in the unit of squared
  /// errors. nil if none was asked for.
  package let margin: Double?

  /// Compares each of two or more runs with the first.
  ///
  /// - Parameters:
  ///   - choice: the only metric to compare; nil for all.
  ///   - margin: the smallest difference that matters, in points for classifications.
  package init(_ runs: [ComparedRun], metric choice: MetricChoice? = nil, margin: Double? = nil) {
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
    let contrasts = pairings.map { $0?.contrast }
    self.contrasts = contrasts
    let adjustedPValues = holmAdjusted(contrasts.map { $0?.measure.pValue })
    self.adjustedPValues = adjustedPValues
    bestTwo = BestTwo(runs, contrasts)
    let isOfAnswers = contrasts.contains { $0?.measure.isOfAnswers == true }
    self.margin = margin.map { isOfAnswers ? $0 / 100 : $0 }
    metrics = Self.metrics(of: runs, choice)
  }

  private static func metrics(of runs: [ComparedRun], _ choice: MetricChoice?) -> [MetricLine] {
    let comparabilities = runs.map { Comparability(runs[0], $0) }
    let names = choice.map { [$0.name] } ?? runs.flatMap(\.metrics.metricNames).unique
    return names.map { metric in
      let direction = choice?.direction ?? runs.direction(of: metric)
      let summaries = runs.map { $0.metrics.summary(of: metric, direction: direction) }
      return MetricLine(
        metric: metric, direction: direction, isInPoints: runs.isInPoints(metric),
        last: summaries.map { $0?.last }, best: summaries.map { $0?.best?.value },
        bestEpoch: summaries.map { $0?.best?.epoch },
        obstacles: comparabilities.map { $0.obstacle(to: metric) })
    }
  }

  /// The metric that represents the runs.
  package var primaryMetric: String? {
    if metrics.count == 1 { return metrics[0].metric }
    return preferredMetric(
      among: metrics.map(\.metric).filter { name in
        runs.allSatisfy { $0.metrics.hasMetric(name) }
      })
  }

  /// The runs that another program trained.
  var imported: [String] { runs.filter { $0.definition == nil }.map(\.id) }

  /// Whether weights, metrics and predictions of a run are the same bits as the first's.
  package func isIdentical(_ index: Int) -> Bool {
    weights[index] == .identical && runs[index].metrics == runs[0].metrics
      && runs[index].predictions == runs[0].predictions
  }

  /// Whether two runs are the same bits under the same run key, so that one was superfluous.
  var isRepetition: Bool {
    runs.count == 2 && isIdentical(1) && runs.allSatisfy(\.isFinished)
      && runs[0].runKey == runs[1].runKey && runs[0].lastDigest != nil
  }

  /// The runs with the first run's key but other weights. One of the machines computed wrongly.
  package var contradictions: [Int] {
    runs.indices.filter { runs[$0].runKey == runs[0].runKey && weights[$0].isDifferent }
  }
}

extension [String] {
  /// The strings without repetitions, in the order of their first appearance.
  var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
