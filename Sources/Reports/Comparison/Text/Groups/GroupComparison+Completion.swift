package import Datasets
package import Experiments
package import Runs

extension GroupComparison {
  /// The commands that train more seeds of the main contrast's two groups: the seeds that one of
  /// them lacks, or at least five of each if one has a single training.
  ///
  /// Empty if nothing is lacking, if tags tell the groups apart, since a new run has none, or if an
  /// experiment does not give the group's setting any more.
  ///
  /// - Parameter runs: the runs that are compared.
  package func completion(of runs: [Run], in library: ExperimentLibrary) -> [Remedy] {
    if GroupKey(names: keys).hasTag { return [] }
    func remedies(_ group: Int, _ seeds: [ClosedRange<Int>], _ purpose: String) -> [Remedy] {
      let first = groups[group].runs[0].id
      guard seeds.count <= 3, let run = runs.first(where: { $0.id == first }),
        let command = TrainingCommand(ofSettingOf: run, in: library)
      else { return [] }
      return seeds.map {
        "\(purpose): \(command: command.command(seeds: $0, onlyNeeded: true))"
      }
    }
    if lacksTrainings {
      return [mainContrast.base, mainContrast.other].flatMap {
        remedies($0, [moreSeeds], "More seeds")
      }
    }
    return missingTrials.flatMap { remedies($0.group, $0.ranges, "To complete the pairs") }
  }

  /// Whether a group of the main contrast has one training, so that nothing can be claimed.
  private var lacksTrainings: Bool {
    let contrast = mainContrast
    return (groups.count == 2 || bestPair != nil) && contrast.obstacle == nil
      && contrast.difference == nil
      && mainGroups.contains { $0.count == 1 }
      && !mainGroups.flatMap(\.runs).contains(where: \.isImported)
  }

  /// The seeds from the lowest of the two groups to the highest, but at least five.
  private var moreSeeds: ClosedRange<Int> {
    let seeds = mainGroups.flatMap(\.runs).compactMap(\.seed)
    let first = seeds.min() ?? 1
    return first...max(first + 4, seeds.max() ?? first)
  }

  private var mainGroups: [Group] { [groups[mainContrast.base], groups[mainContrast.other]] }
}
