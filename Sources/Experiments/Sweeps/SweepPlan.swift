import JSON

/// A point of a sweep: values of its settings.
package struct SweepPoint: Hashable, Sendable {
  /// From 0, in the order in which points are tried.
  package let index: Int
  package let values: SweepValues
  /// The beginning of the digest of its values that names its runs: 6 hex digits, or as many as
  /// tell it from the other points.
  package let label: String
  /// The round of `tpe` that proposed it, from 0; nil for others.
  package let round: Int?
}

/// One run of a sweep: a point with a seed, and a fold if there are folds.
package struct SweepTrial: Hashable, Sendable {
  /// The run's id: `NAME-4f2a1b-s1`, or `NAME-4f2a1b-s1-f0`.
  package let id: String
  /// The index of its point; nil for a run with a fresh seed.
  package let point: Int?
  package let values: SweepValues
  package let seed: Int
  package let fold: Int?
}

extension SweepTrial {
  /// Whether it is a run with a fresh seed.
  package var isConfirmation: Bool { point == nil }

  /// The tag of runs with fresh seeds.
  package static let confirmationTag = "confirm"
}

/// Some values trained with fresh seeds.
package struct SweepConfirmation: Hashable, Sendable {
  package let values: SweepValues
  package let trials: [SweepTrial]
}

/// The points and runs of a sweep: a value, a function of the definition.
///
/// Points are in the order of grid (the first path is the slowest), then zip, then random. Those
/// of `tpe` are proposed later, from the results of earlier ones: see `TPESearch`.
package struct SweepPlan: Sendable {
  package let definition: SweepDefinition
  /// The seeds of the trainings.
  package let seeds: [Int]
  /// The metric that chooses the best point.
  package let metric: MetricName
  /// The epochs of a whole training.
  package let epochs: Int
  /// All points that do not depend on results.
  package let points: [SweepPoint]

  /// - Parameters:
  ///   - baseSeed: the seed of the base, used if the sweep names none.
  ///   - metric: the metric that chooses the best point.
  ///   - epochs: the epochs of a whole training.
  package init(
    _ definition: SweepDefinition, baseSeed: Int, metric: MetricName, epochs: Int
  ) {
    self.definition = definition
    self.metric = metric
    self.epochs = epochs
    seeds = definition.seeds ?? [baseSeed]
    let values = definition.tpe == nil ? definition.fixedValues : []
    points = Self.points(values.map { ($0, nil) })
  }

  /// The number of points, those that `tpe` may yet propose included.
  package var mostPoints: Int { definition.tpe.map { $0.rounds * $0.points } ?? points.count }

  /// Numbers points and names them. Points with values that are there already are left out.
  package static func points(_ values: [(values: SweepValues, round: Int?)]) -> [SweepPoint] {
    var seen: Set<SweepValues> = []
    let distinct = values.filter { seen.insert($0.values).inserted }
    let labels = labels(of: distinct.map { $0.values.digest })
    return distinct.enumerated().map { index, point in
      SweepPoint(index: index, values: point.values, label: labels[index], round: point.round)
    }
  }

  /// Returns the shortest beginnings of digests, of at least 6 digits, that are all different.
  ///
  /// Of digests that begin alike, the one that sorts first has the fewest digits, whatever the
  /// order of the points.
  package static func labels(of digests: [String]) -> [String] {
    var taken: Set<String> = []
    var labels = digests
    for index in digests.indices.sorted(by: { digests[$0] < digests[$1] }) {
      let length = (6...64).first { taken.insert(String(digests[index].prefix($0))).inserted }
      labels[index] = String(digests[index].prefix(length ?? 64))
    }
    return labels
  }

  /// The runs of a point: for each seed, for each fold.
  package func trials(of point: SweepPoint) -> [SweepTrial] {
    trials(point.values, label: point.label, point: point.index, seeds: seeds)
  }

  /// The runs that train the base and the best point with fresh seeds: nothing unless the sweep asks
  /// for them.
  package func confirmation(of best: SweepPoint) -> [SweepConfirmation] {
    let seeds = definition.freshSeeds(seeds)
    let base = definition.constants
    guard !seeds.isEmpty else { return [] }
    let baseLabel = String(base.digest.prefix(6))
    return [
      SweepConfirmation(
        values: base, trials: trials(base, label: baseLabel, point: nil, seeds: seeds)),
      SweepConfirmation(
        values: best.values,
        trials: trials(best.values, label: best.label, point: nil, seeds: seeds)),
    ]
  }

  private func trials(
    _ values: SweepValues, label: String, point: Int?, seeds: [Int]
  ) -> [SweepTrial] {
    let folds: [Int?] = definition.folds.map { (0..<$0).map { $0 } } ?? [nil]
    return seeds.flatMap { seed in
      folds.map { fold in
        let suffix = fold.map { "-f\($0)" } ?? ""
        return SweepTrial(
          id: "\(definition.name)-\(label)-s\(seed)\(suffix)", point: point, values: values,
          seed: seed, fold: fold)
      }
    }
  }

  /// The overrides of the base that make a run's definition.
  package func overrides(of trial: SweepTrial) -> [DefinitionOverride] {
    let folds: [DefinitionOverride] =
      if let count = definition.folds, let index = trial.fold {
        [
          .set(JSONPath("dataset.folds.count"), to: .integer(count)),
          .set(JSONPath("dataset.folds.index"), to: .integer(index)),
        ]
      } else { [] }
    return trial.values.overrides + folds + [.seed(trial.seed)]
  }
}
