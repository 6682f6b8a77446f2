package import Experiments

/// What a run of a sweep is to be trained to next.
package struct SweepTask: Hashable, Sendable {
  package let trial: SweepTrial
  /// The epoch to stop after; nil: train to the end.
  package let untilEpoch: Int?

  package init(trial: SweepTrial, untilEpoch: Int?) {
    self.trial = trial
    self.untilEpoch = untilEpoch
  }
}

/// What a sweep has come to, and what may be done next: a function of its plan and its progress.
package struct SweepSchedule: Sendable {
  package init() {}

  /// The points that are known so far. A `tpe` proposes more when a round is finished.
  package var points: [SweepPoint] = []
  /// The runs that may be trained now, in the order in which to begin them. Those that other
  /// processes train are among them as long as they are not finished.
  package var tasks: [SweepTask] = []
  /// The runs that are to be marked as pruned.
  package var pruned: [SweepTrial] = []
  /// Every decision so far, in order.
  package var decisions: [SweepDecision] = []
  /// The points from the best to the worst, those that have a final value. Points that were pruned
  /// come after those that reached a later rung.
  package var ranking: [SweepRank] = []
  /// Whether every point has ended, so that at most runs with fresh seeds are left.
  package var hasSearched = false
  /// The base and the best point with fresh seeds, once the best is known and if the sweep asks for
  /// them. The base alone if it is the best point.
  package var confirmation: [SweepConfirmation] = []
  /// Whether nothing is left to train.
  package var isDone: Bool { tasks.isEmpty && pruned.isEmpty }

  /// The settings in which points differ, in bytewise order; of a single point all.
  package var varyingPaths: [String] {
    paths.filter { path in points.count < 2 || Set(points.map { $0.values[path] }).count > 1 }
  }

  /// The settings of all points, in bytewise order.
  package var paths: [String] {
    Set(points.flatMap { $0.values.settings.map(\.path) })
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The runs of all points that are known, and those with fresh seeds.
  package func trials(of plan: SweepPlan) -> [SweepTrial] {
    points.flatMap { plan.trials(of: $0) } + confirmation.flatMap(\.trials)
  }
}

/// A point with its value.
package struct SweepRank: Hashable, Sendable {
  package let point: SweepPoint
  /// The mean over its runs.
  package let value: Double
  /// The epoch of the value; nil for the end.
  package let epoch: Int?
}

/// Why a run goes on, ends, or exists: a row of decisions.csv.
package struct SweepDecision: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case promoted
    case pruned
    /// It failed before the rung.
    case failed
    /// A point of the first round, drawn at random.
    case drawn
    case proposed
  }

  /// The rung or the round, from 1.
  package let stage: Int
  /// The epochs of the rung; nil for a round.
  package let epoch: Int?
  package let point: SweepPoint
  /// The value that was judged; nil if there is none.
  package let value: Double?
  /// From 1; nil without a value.
  package let rank: Int?
  package let kind: Kind
  /// `among the best 9 of 27`.
  package let reason: String
}
