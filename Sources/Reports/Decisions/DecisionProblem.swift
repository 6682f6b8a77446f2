package import Datasets
package import Experiments
import JSON
import Runs

/// The reason why nothing can be decided between two settings.
package enum DecisionProblem: Error, Hashable, Sendable {
  /// Both sides are the same definition.
  case sameDefinition
  /// The metric does not measure the same thing on both sides.
  case incomparable(Comparability.Obstacle)
  /// The seed draws the examples, so that seeds are no independent observations.
  case drawnSplit
  case noMetric(String, nearest: [String])

  /// The metric of a decision, or the reason why there is none.
  ///
  /// - Parameters:
  ///   - base: with its data files' digest.
  ///   - name: the metric that is asked for; nil for the usual one.
  /// - Throws: a `DecisionProblem`.
  package static func metric(
    named name: String?, base: (experiment: ResolvedExperiment, dataSHA256: String),
    other: (experiment: ResolvedExperiment, dataSHA256: String)
  ) throws(DecisionProblem) -> DecisionMetric {
    let sides = [base, other]
    let definitions = sides.map { $0.experiment.definition.withoutSeed }
    guard definitions[0] != definitions[1] || base.dataSHA256 != other.dataSHA256 else {
      throw .sameDefinition
    }
    let available = base.experiment.metrics.filter(other.experiment.metrics.contains)
    let metric: DecisionMetric
    do throws(GroupingProblem) {
      metric = try DecisionMetric(name, among: available)
    } catch {
      if case .noMetric(let text, let nearest) = error { throw .noMetric(text, nearest: nearest) }
      throw .noMetric(name ?? "metric", nearest: [])
    }
    let runs = sides.map { side in
      ComparedRun(
        planned: side.experiment.definition, of: side.experiment.name, key: "",
        dataSHA256: side.dataSHA256)
    }
    if let obstacle = Comparability(runs[0], runs[1]).obstacle(to: metric.name.rawValue) {
      throw .incomparable(obstacle)
    }
    for definition in definitions
    where DrawnSplit(definition, metric: metric.name.rawValue) != nil {
      throw .drawnSplit
    }
    return metric
  }

  /// The error message.
  package var problem: String {
    switch self {
    case .sameDefinition: "both sides are the same definition: each pair would be one run twice"
    case .incomparable(let obstacle): "nothing can be decided: \(obstacle.sentence)"
    case .drawnSplit:
      "the seed draws the examples: seeds share them and are no independent observations"
    case .noMetric(let text, _):
      "--metric \(text): no metric of the trainings of both sides"
    }
  }

  /// Ways to avoid the problem.
  package var advice: [Remedy] {
    switch self {
    case .sameDefinition: ["change a value: --set optimizer.learning_rate=0.05"]
    case .incomparable(.loss): ["name a metric that both measure alike: --metric NAME"]
    case .incomparable:
      [
        "decide compares trainings on the same data; for others train both with the same seeds and "
          + "use compare --group-by"
      ]
    case .drawnSplit:
      [
        "give ranges: --against 'dataset.subset.train=[0,1000]', and the same by --set",
        "or a split with a seed of its own: dataset.split",
      ]
    case .noMetric(_, let nearest): didYouMean(nearest).map { [Remedy($0)] } ?? []
    }
  }
}

extension ResolvedExperiment {
  /// The number of examples that a metric is measured on; nil if only the data say it.
  package func examples(of metric: DecisionMetric) -> Int? {
    switch metric.name.part {
    case .train: trainCount
    case .validation: dataset.validation?.count ?? dataset.layout?.validationCount
    case .test: dataset.test?.count ?? dataset.layout?.testCount
    }
  }
}
