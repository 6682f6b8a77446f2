import Experiments

extension GroupComparison {
  /// Seeds or folds of other groups that a group lacks, so that not all values are pairs.
  package struct MissingTrials: Hashable, Sendable {
    /// The position of the group.
    package let group: Int
    /// Ascending.
    package let seeds: [Int]

    /// The seeds as ranges without a gap.
    package var ranges: [ClosedRange<Int>] {
      seeds.reduce(into: []) { ranges, seed in
        if let last = ranges.last, last.upperBound + 1 == seed {
          ranges[ranges.count - 1] = last.lowerBound...seed
        } else {
          ranges.append(seed...seed)
        }
      }
    }
  }

  /// The seeds that the two groups of the main contrast lack and whose training is not known to
  /// diverge; empty if all are pairs, if seeds are not what is counted, or if a claim has another
  /// obstacle.
  package var missingTrials: [MissingTrials] {
    let contrast = mainContrast
    let pair = [contrast.base, contrast.other]
    let seeds = pair.map { groups[$0].seeds }
    guard contrast.obstacle == nil, let first = seeds[0], let second = seeds[1],
      !pair.contains(where: { groups[$0].runs.contains(where: \.isImported) })
    else { return [] }
    let all = Set(first).union(second)
    return zip(pair, [first, second]).compactMap { group, own in
      let missing = all.subtracting(own).subtracting(divergedSeeds(of: groups[group])).sorted()
      return missing.isEmpty ? nil : MissingTrials(group: group, seeds: missing)
    }
  }

  /// The seeds of the group's runs that diverged and are left out.
  private func divergedSeeds(of group: Group) -> [Int] {
    exclusions.filter { $0.group == group.name && $0.reason == .diverged }.flatMap(\.seeds)
  }

  /// A value that lies far from the others of its group.
  package struct FarTrial: Hashable, Sendable {
    /// The position of the group.
    package let group: Int
    /// nil if several runs have the same seed, and for folds.
    package let seed: Int?
    /// nil for a fold with several runs.
    package let run: String?
    package let far: FarValue
  }

  /// At most one value of each group.
  package var farTrials: [FarTrial] {
    groups.enumerated().compactMap { index, group in
      FarValue(in: group.sample).map { far in
        FarTrial(
          group: index, seed: group.trials?[far.index].seed,
          run: group.runs.count == group.count ? group.runs[far.index].id : nil, far: far)
      }
    }
  }

  /// How many runs of two groups diverged, and whether the difference may be chance.
  package struct DivergenceTest: Hashable, Sendable {
    /// The names of the groups. All runs of the second may be left out.
    package let base: String
    package let other: String
    package let test: FisherExact
    /// Holm's, over the groups that are compared with the first.
    package let pValue: Double
  }

  /// Each group against the first, if a run of either diverged.
  package var divergenceTests: [DivergenceTest] {
    let outside = exclusions.filter { $0.reason == .diverged }
    let names = groups.map(\.name)
    let all = names + outside.compactMap(\.group).filter { !names.contains($0) }
    let shares = all.map { name in
      let runs = groups.first { $0.name == name }?.runs ?? []
      let lost = outside.filter { $0.group == name }.reduce(0) { $0 + $1.count }
      return FisherExact.Share(
        runs.count(where: \.hasDiverged) + lost, of: runs.count + lost)
    }
    let pairs = all.indices.dropFirst().filter { shares[0].events + shares[$0].events > 0 }
    let tests = pairs.map { FisherExact(shares[0], shares[$0]) }
    return zip(zip(pairs, tests), holmAdjusted(tests.map(\.pValue))).map {
      DivergenceTest(base: all[0], other: all[$0.0], test: $0.1, pValue: $1)
    }
  }

  /// How much the choice of the best group flatters it; nil for two groups, or if it is not known
  /// which means are better.
  package var flattery: SelectionFlattery? {
    guard let bestPair else { return nil }
    return SelectionFlattery(
      candidates: groups.count, seeds: groups[bestPair.other].count)
  }
}
