import Experiments
import JSON

extension GroupComparison {
  /// The reason why nothing can be claimed of two groups.
  package enum Obstacle: Hashable, Sendable {
    /// The metric does not measure the same thing in both groups.
    case incomparable(Comparability.Obstacle)
    /// Settings other than the key and the seed vary inside a group. The values are their paths.
    case mixed([String])
    /// The data files vary inside a group, or differ between groups although the key is not about
    /// data.
    case otherFiles
    case incomplete(IncompleteRuns)
    /// The seed draws the examples or they are divided into folds, and no test is known for this
    /// metric.
    case draws(DrawnSplit.Origin, metric: String)

    /// nil if there is no obstacle. Incomplete runs are not looked for.
    ///
    /// - Parameter key: the values by which the runs are grouped.
    init?(_ first: Group, _ second: Group, by key: GroupKey, metric: String) {
      if let obstacle = Self.incomparability(first, second, metric) {
        self = .incomparable(obstacle)
        return
      }
      let inside = SettingDifferences([first, second], by: key).inside
      if !inside.isEmpty {
        self = .mixed(inside)
      } else if !key.mayChangeFiles(of: [first, second]) {
        self = .otherFiles
      } else if let split = [first, second].compactMap(\.split).first(where: { $0.overlap == nil })
      {
        self = .draws(split.origin, metric: metric)
      } else {
        return nil
      }
    }

    /// Compares each run with the run of its seed and fold in the first group, or with the first run.
    private static func incomparability(
      _ first: Group, _ second: Group, _ metric: String
    ) -> Comparability.Obstacle? {
      for run in first.runs + second.runs {
        let partner =
          first.runs.first { $0.seed != nil && $0.seed == run.seed && $0.fold == run.fold }
          ?? first.runs[0]
        let comparability = Comparability(partner, run)
        if let obstacle = comparability.obstacle(to: metric, acrossDraws: true) { return obstacle }
      }
      return nil
    }
  }
}
