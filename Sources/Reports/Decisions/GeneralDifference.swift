import Experiments
import Runs

/// The difference of two settings on other test examples of the same kind, over seeds and examples.
///
/// Var = V_s/S + V_x/M − V_e/(SM) of a layout with seeds and examples as random factors, not below
/// either of its first two terms (Cornfield & Tukey, Average Values of Mean Squares in Factorials,
/// The Annals of Mathematical Statistics 27, 1956).
struct GeneralDifference: Hashable, Sendable {
  let standardError: Double
  /// Whether more examples would make the interval narrower than more seeds would.
  let needsExamples: Bool

  /// Reads the answers of all runs.
  ///
  /// - Returns: nil unless the metric is the accuracy of the final network on the test part, and
  ///   every run answered the same examples.
  /// - Throws: a `RunError` if predictions.csv cannot be read.
  init?(
    _ runs: [(base: Run, other: Run)], _ decision: Decision, _ metric: DecisionMetric
  ) throws {
    guard metric.name == .testAccuracy, !metric.isBest, let test = decision.last?.test,
      runs.count > 1
    else { return nil }
    var differences: [[Double]] = []
    var examples: [Int]?
    for (pair, run) in zip(decision.pairs, runs) {
      guard let base = try run.base.predictions(), let other = try run.other.predictions(),
        let first = base.answers, let second = other.answers
      else { return nil }
      let positions = base.rows.map(\.index)
      guard positions == examples ?? positions, other.rows.map(\.index) == positions else {
        return nil
      }
      examples = positions
      let difference = zip(first, second).map { ($1.isRight ? 1.0 : 0) - ($0.isRight ? 1.0 : 0) }
      // The answers must be those that the metric counts.
      guard difference.count > 1, let known = pair.difference,
        (Sample(difference).mean - known).magnitude < 1e-9
      else { return nil }
      differences.append(difference)
    }
    self.init(differences, seedError: test.standardError)
  }

  /// - Parameters:
  ///   - differences: `differences[S, M]`, of each example in each pair.
  ///   - seedError: the standard error over the seeds.
  init(_ differences: [[Double]], seedError: Double) {
    let (seeds, count) = (Double(differences.count), Double(differences[0].count))
    var columns = differences[0]
    for row in differences.dropFirst() {
      for index in row.indices { columns[index] += row[index] }
    }
    columns = columns.map { $0 / seeds }
    let all = Sample(columns).mean
    var residual = 0.0
    for row in differences {
      let mean = Sample(row).mean
      for (value, column) in zip(row, columns) {
        let rest = value - mean - column + all
        residual += rest * rest
      }
    }
    residual /= (seeds - 1) * (count - 1)
    let ofSeeds = seedError * seedError
    let ofExamples = (Sample(columns).variance ?? 0) / count
    let both = ofSeeds + ofExamples - residual / (seeds * count)
    standardError = max(both, ofSeeds, ofExamples).squareRoot()
    needsExamples = ofExamples > ofSeeds
  }
}
