package import Experiments

extension Comparison {
  /// One metric of every run. Changes are measured from the first run.
  package struct MetricLine: Hashable, Sendable {
    /// A column of metrics.csv.
    package let metric: String
    /// Which values are better; nil if that is not known.
    package let direction: MetricDirection?
    /// Whether differences are given in percentage points.
    let isInPoints: Bool
    package let last: [Double?]
    package let best: [Double?]
    package let bestEpoch: [Int?]
    /// The reason why a run's values do not measure the same thing as the first's; nil if they do.
    package let obstacles: [Comparability.Obstacle?]

    package var isComparable: [Bool] { obstacles.map { $0 == nil } }

    /// The change of the last value from the first run to each other; nil if the two cannot be
    /// compared.
    var changesOfLast: [Double?] { comparable(changes(last)) }

    /// The change of the best value from the first run to each other; nil if the two cannot be
    /// compared.
    var changesOfBest: [Double?] { comparable(changes(best)) }

    private func comparable(_ changes: [Double?]) -> [Double?] {
      zip(isComparable.dropFirst(), changes).map { $0 ? $1 : nil }
    }
  }
}

/// Returns the change from the first value to each other; nil if a value is missing.
func changes(_ values: [Double?]) -> [Double?] {
  values.dropFirst().map { value in
    guard let value, let first = values[0] else { return nil }
    return value - first
  }
}
