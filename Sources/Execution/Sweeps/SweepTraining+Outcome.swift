extension SweepTraining {
  /// What a process leaves of a sweep.
  package struct Outcome: Sendable {
    package let schedule: SweepSchedule
    package let progress: SweepProgress
    /// Whether no further run was begun because the disk is full.
    package let isOutOfSpace: Bool
  }
}
