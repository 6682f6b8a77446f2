extension GroupComparison {
  /// The facts that limit what the comparison shows.
  package var caveats: [Caveat] {
    var caveats: [Caveat] = []
    if GroupKey(names: keys).isOfWholes, settings.between.count > 1 {
      caveats.append(.severalSettings(settings.between, key: key))
    }
    if metric.direction == nil { caveats.append(.unknownDirection(metrics: [metric.name])) }
    let runs = groups.flatMap(\.runs)
    let isOfTest = metric.name.hasPrefix("test_")
    if runs.haveCheckpointChosenByTest || metric.isBest && isOfTest {
      caveats.append(.checkpointChosenByTest)
    }
    caveats += runs.caveatsOfLeaks
    if groups.count > 2, isOfTest {
      caveats.append(.groupChosenByTest(groups.count, flattery))
    } else if let flattery, let bestPair {
      caveats.append(.groupChosen(groups[bestPair.other].name, flattery))
    }
    if let freshSeeds { caveats.append(freshSeeds) }
    let imported = runs.filter(\.isImported).map(\.id)
    if !imported.isEmpty { caveats.append(.imported(imported, metric: metric.name)) }
    if !repeated.isEmpty { caveats.append(.repeated(repeated)) }
    caveats += related.caveats + runs.caveatsOfSharedTraining + runs.caveatsOfImports
    if !withoutMetric.isEmpty {
      caveats.append(.withoutNumber(withoutMetric, metric: metric.name))
    }
    return caveats + runs.caveatsOfIncompleteRuns
  }

  /// The fresh seeds of a sweep's best group: those that at most half of the groups have. nil if it
  /// has none, or no others.
  private var freshSeeds: Caveat? {
    guard let bestPair, groups.flatMap(\.runs).areOfOneSweep,
      let seeds = groups[bestPair.other].seeds
    else { return nil }
    let fresh = seeds.filter { seed in
      2 * groups.count { $0.seeds?.contains(seed) == true } <= groups.count
    }
    guard !fresh.isEmpty, fresh.count < seeds.count else { return nil }
    return .choosingSeeds(groups[bestPair.other].name, fresh: fresh)
  }
}
