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
    /// The seed draws the examples, and no test is known for this metric.
    case draws(metric: String)

    /// nil if there is no obstacle. Incomplete runs are not looked for.
    ///
    /// - Parameter key: the values by which the runs are grouped.
    init?(_ first: Group, _ second: Group, by key: GroupKey, metric: String) {
      let runs = first.runs + second.runs
      if let obstacle = Self.incomparability(first, second, metric) {
        self = .incomparable(obstacle)
        return
      }
      let inside = SettingDifferences([first, second], by: key).inside
      if !inside.isEmpty {
        self = .mixed(inside)
      } else if !key.mayChangeFiles(of: [first, second]) {
        self = .otherFiles
      } else if runs.contains(where: { $0.split(metric).map { $0.overlap == nil } ?? false }) {
        self = .draws(metric: metric)
      } else {
        return nil
      }
    }

    /// Compares each run with the run of its seed in the first group, or with the first run.
    private static func incomparability(
      _ first: Group, _ second: Group, _ metric: String
    ) -> Comparability.Obstacle? {
      for run in first.runs + second.runs {
        let partner = first.runs.first { $0.seed != nil && $0.seed == run.seed } ?? first.runs[0]
        let comparability = Comparability(partner, run)
        if let obstacle = comparability.obstacle(to: metric, acrossDraws: true) { return obstacle }
      }
      return nil
    }
  }
}

extension ComparedRun {
  var seed: Int? { definition?["seed"]?.int }

  /// How the seed draws the examples that a metric depends on; nil if it does not draw them.
  func split(_ metric: String) -> DrawnSplit? {
    definition.flatMap { DrawnSplit($0, metric: metric) }
  }
}
