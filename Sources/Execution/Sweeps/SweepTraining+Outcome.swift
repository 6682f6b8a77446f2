extension SweepTraining {
  /// The result of training a sweep in one process.
  package struct Outcome: Sendable {
    package let schedule: SweepSchedule
    package let progress: SweepProgress
    /// Whether no further run was begun because the disk is full.
    package let isOutOfSpace: Bool
  }
}
