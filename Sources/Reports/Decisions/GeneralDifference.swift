import Experiments
import Runs

/// The difference of two settings on other test examples of the same kind, over seeds and examples.
struct GeneralDifference: Hashable, Sendable {
  let standardError: Double
  /// Whether more examples would make the interval narrower than more seeds would.
  let needsExamples: Bool

  /// Reads the predictions of all runs.
  ///
  /// - Returns: nil unless the metric is the mean of a figure of each test example.
  /// - Throws: a `RunError` if predictions.csv cannot be read.
  init?(
    _ runs: [(base: Run, other: Run)], _ decision: Decision, _ metric: DecisionMetric
  ) throws {
    let pairs = decision.pairs.compactMap(\.values)
    guard metric.name.isTest, !metric.isBest, pairs.count == runs.count,
      let test = decision.last?.test, let seeds = MeanDifference(pairs: pairs)
    else { return nil }
    let (name, predictions) = (
      metric.name.rawValue,
      try runs.map { (base: try $0.base.predictions(), other: try $0.other.predictions()) }
    )
    guard let base = ExampleFigures(predictions.map(\.base), of: name, values: pairs.map(\.a)),
      let other = ExampleFigures(predictions.map(\.other), of: name, values: pairs.map(\.b)),
      base.examples == other.examples,
      let both = SeedsAndExamples(seeds, first: base.runs, second: other.runs)
    else { return nil }
    // Not below the error over seeds, which may have been raised to that of rounding.
    standardError = max(both.standardError, test.standardError)
    needsExamples = both.needsExamples
  }
}
