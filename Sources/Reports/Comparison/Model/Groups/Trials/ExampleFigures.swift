import Experiments
import Runs

/// How well each run of a group did on each test example, where the metric is the mean of that: 1
/// for a right answer and 0 for a wrong one, or the squared or absolute error.
struct ExampleFigures {
  /// The positions of the examples in the data set's own test part.
  let examples: [Int]
  /// `runs[S, M]`
  let runs: [[Double]]

  /// What is measured of each example.
  private enum Quantity: CaseIterable {
    case right
    case squaredError
    case absoluteError
  }

  /// nil if a run has no predictions, if two runs were tested on other examples, or if the metric is
  /// not the mean of a figure of each example.
  init?(_ group: GroupComparison.Group, _ metric: MetricChoice) {
    guard !metric.isBest else { return nil }
    self.init(
      group.runs.map(\.predictions), of: metric.name,
      values: group.runs.map { metric.value(of: $0) })
  }

  /// - Parameters:
  ///   - predictions: of each run.
  ///   - name: the metric, whose last values are given.
  init?(_ predictions: [PredictionsTable?], of name: String, values lastValues: [Double?]) {
    let tables = predictions.compactMap(\.self)
    let values = lastValues.compactMap(\.self)
    guard Metric(name).split == .test, tables.count == predictions.count,
      values.count == tables.count, let first = tables.first, first.count > 0
    else { return nil }
    let examples = first.positions
    guard tables.allSatisfy({ $0.positions == examples }) else { return nil }
    for quantity in Quantity.allCases {
      let runs = tables.compactMap { Self.figures($0, quantity) }
      guard runs.count == tables.count else { continue }
      let means = runs.map { Sample($0).mean }
      // A loss may be a multiple of the squared error: `scale`, or a sum over targets.
      let isLoss = quantity == .squaredError && Metric(name).quantity == "loss"
      let factor = isLoss && means[0] > 0 ? values[0] / means[0] : 1
      guard zip(means, values).allSatisfy({ Self.isSame($0 * factor, $1) }) else { continue }
      self.examples = examples
      self.runs = factor == 1 ? runs : runs.map { $0.map { $0 * factor } }
      return
    }
    return nil
  }

  /// Losses of single examples are float32 in metrics.csv.
  private static func isSame(_ mean: Double, _ value: Double) -> Bool {
    (mean - value).magnitude <= 1e-5 * max(mean.magnitude, value.magnitude)
  }

  /// nil if the predictions are of another kind, or if one is not finite.
  private static func figures(_ table: PredictionsTable, _ quantity: Quantity) -> [Double]? {
    if quantity == .right { return table.answers?.map { $0.isRight ? 1 : 0 } }
    let figures = table.errors?.map { errors in
      let sum = errors.reduce(0.0) { sum, error in
        sum + (quantity == .squaredError ? error * error : error.magnitude)
      }
      return sum / Double(errors.count)
    }
    return figures.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
  }
}
