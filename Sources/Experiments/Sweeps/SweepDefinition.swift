import Engine
package import JSON

/// A sweep: which settings of an experiment to vary, and how to choose among the points.
package struct SweepDefinition: Sendable {
  package let name: String
  package let description: String
  /// The name of the experiment that is varied.
  package let base: String
  /// Every combination is a point. In the order of the paths' bytes.
  package let grid: [Axis]
  /// Lists of one length that change together.
  package let zip: [Axis]
  package let random: Search?
  package let tpe: TPE?
  /// The seed of random and tpe.
  package let seed: UInt64
  /// The seeds of the trainings; nil: the base's.
  package let seeds: [Int]?
  package let folds: Int?
  /// nil: the validation metric of the base.
  package let decideBy: MetricName?
  package let halving: Halving?
  package let confirmSeeds: Int?

  /// A setting and its values.
  package struct Axis: Hashable, Sendable {
    package let path: String
    package let values: [JSONValue]

    package init(path: String, values: [JSONValue]) {
      self.path = path
      self.values = values
    }
  }

  package struct Search: Hashable, Sendable {
    package let points: Int
    package let space: SweepSpace

    package init(points: Int, space: SweepSpace) {
      self.points = points
      self.space = space
    }
  }

  package struct TPE: Hashable, Sendable {
    package let rounds: Int
    /// In a round.
    package let points: Int
    package let space: SweepSpace

    package init(rounds: Int, points: Int, space: SweepSpace) {
      self.rounds = rounds
      self.points = points
      self.space = space
    }
  }

  package init(
    name: String, description: String, base: String, grid: [Axis], zip: [Axis], random: Search?,
    tpe: TPE?, seed: UInt64, seeds: [Int]?, folds: Int?, decideBy: MetricName?,
    halving: Halving?, confirmSeeds: Int?
  ) {
    self.name = name
    self.description = description
    self.base = base
    self.grid = grid
    self.zip = zip
    self.random = random
    self.tpe = tpe
    self.seed = seed
    self.seeds = seeds
    self.folds = folds
    self.decideBy = decideBy
    self.halving = halving
    self.confirmSeeds = confirmSeeds
  }
}

extension SweepDefinition {
  /// The values of grid × zip × random, in their order; without any of them one point that changes
  /// nothing.
  package var fixedValues: [SweepValues] {
    let cells = grid.reduce([SweepValues([])]) { cells, axis in
      cells.flatMap { cell in axis.values.map { cell.joined(SweepValues([(axis.path, $0)])) } }
    }
    let rows = (0..<(zip.first?.values.count ?? 1)).map { row in
      SweepValues(zip.map { ($0.path, $0.values[row]) })
    }
    let drawn = random?.values(seed: seed) ?? [SweepValues([])]
    return cells.flatMap { cell in
      rows.flatMap { row in drawn.map { cell.joined(row).joined($0) } }
    }
  }

  /// The settings that have one value at all points: they belong to the base as well.
  package var constants: SweepValues {
    SweepValues((grid + zip).filter { $0.values.count == 1 }.map { ($0.path, $0.values[0]) })
  }

  /// Seeds that no run of the sweep's points has: those after the largest.
  ///
  /// - Parameter used: the seeds of the points.
  package func freshSeeds(_ used: [Int]) -> [Int] {
    let first = (used.max() ?? 0) + 1
    return (0..<(confirmSeeds ?? 0)).map { first + $0 }
  }
}

extension SweepDefinition.Search {
  /// Point i takes its values from the stream (seed, sweep, i).
  fileprivate func values(seed: UInt64) -> [SweepValues] {
    (0..<points).map { point in
      space.draw(from: Philox(seed: seed, purpose: .sweep, index: UInt32(point)))
    }
  }
}
