extension GroupComparison.Obstacle {
  /// `the data are not the same`
  func sentence(of key: String) -> String {
    switch self {
    case .incomparable(let obstacle): obstacle.sentence
    case .mixed(let paths):
      "\(paths.listed) \(paths.count == 1 ? "differs" : "differ") inside the groups, so that a "
        + "difference may not come from \(key)"
    case .otherFiles: "the data files differ too, so that a difference may not come from \(key)"
    case .incomplete(let runs): "\(runs.clause), and what came before says nothing of their end"
    case .draws(.folds, let metric):
      "each fold has other examples, and no test of \(metric) is known for that"
    case .draws(.seed, let metric):
      "the seed draws the examples, and no test of \(metric) is known for that"
    }
  }

  /// Ways to avoid the obstacle, one sentence each.
  func advice(for keys: [String]) -> [String] {
    switch self {
    case .mixed(let paths) where keys.count + paths.count <= 4 && !keys.contains("tag"):
      [
        "Group by all of them: --group-by \((keys + paths).joined(separator: ",")), or choose runs "
          + "that differ in \(keys.joined(separator: ",")) alone with --where."
      ]
    case .mixed:
      ["Choose runs that differ in \(keys.joined(separator: ",")) alone with --where."]
    case .incomplete: ["Of finished runs alone: --where '… and state == finished'"]
    case .incomparable, .otherFiles, .draws: []
    }
  }
}
