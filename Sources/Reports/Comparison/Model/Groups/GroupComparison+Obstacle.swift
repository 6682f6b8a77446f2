import Experiments
import JSON

extension GroupComparison {
  /// Why nothing may be claimed of two groups.
  package enum Obstacle: Hashable, Sendable {
    /// The metric does not measure the same thing in both.
    case incomparable(Comparability.Obstacle)
    /// Settings beside the key and the seed vary inside a group.
    case mixed([String])
    /// So do the data files, or they change with a key that says nothing of them.
    case otherFiles
    /// Runs diverged or are not finished.
    case unended(String)
    /// The seed draws the examples, and no test is known for that.
    case draws(metric: String)

    /// - Parameter key: what the groups are told apart by.
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

    /// Each run against that of its seed in the first group, where there is one.
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

extension GroupComparison.Obstacle {
  /// `the data are not the same`
  func sentence(of key: String) -> String {
    switch self {
    case .incomparable(let obstacle): obstacle.sentence
    case .mixed(let paths):
      "\(paths.listed) \(paths.count == 1 ? "differs" : "differ") inside the groups, so that a "
        + "difference may not come from \(key)"
    case .otherFiles: "the data files differ too, so that a difference may not come from \(key)"
    case .unended(let runs): "\(runs), and what came before says nothing of their end"
    case .draws(let metric):
      "the seed draws the examples, and no test of \(metric) is known for that"
    }
  }

  /// A way out, a sentence each.
  func advice(for keys: [String]) -> [String] {
    switch self {
    case .mixed(let paths) where keys.count + paths.count <= 4 && !keys.contains("tag"):
      [
        "Group by all of them: --group-by \((keys + paths).joined(separator: ",")), or choose runs "
          + "that differ in \(keys.joined(separator: ",")) alone with --where."
      ]
    case .mixed:
      ["Choose runs that differ in \(keys.joined(separator: ",")) alone with --where."]
    case .unended: ["Of finished runs alone: --where '… and state == finished'"]
    case .incomparable, .otherFiles, .draws: []
    }
  }
}

extension ComparedRun {
  var seed: Int? { definition?["seed"]?.int }

  /// How the seed draws the examples that a metric depends on; nil where it does not.
  func split(_ metric: String) -> DrawnSplit? {
    definition.flatMap { DrawnSplit($0, metric: metric) }
  }
}
