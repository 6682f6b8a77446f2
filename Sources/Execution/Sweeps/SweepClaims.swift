import Experiments

/// Shares out the runs of a sweep among processes.
///
/// A run's own lock keeps two processes of one machine from training it at once. Where locks do not
/// reach, as between the nodes of a cluster, claims do.
package protocol SweepClaims: Sendable {
  /// Takes a run for this process, before it is opened.
  ///
  /// - Returns: false if another process has it.
  func take(_ task: SweepTask) throws -> Bool
  /// Gives a run back that `take` took.
  func release(_ task: SweepTask)
  /// Whether the claim still stands; asked between steps. A training whose claim is lost stops.
  func holds(_ task: SweepTask) -> Bool
}

/// Relies on the locks of runs alone.
package struct LockedRuns: SweepClaims {
  package init() {}
  package func take(_ task: SweepTask) -> Bool { true }
  package func release(_ task: SweepTask) {}
  package func holds(_ task: SweepTask) -> Bool { true }
}
