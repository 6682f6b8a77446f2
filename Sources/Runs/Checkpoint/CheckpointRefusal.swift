import Files

/// Why a checkpoint file cannot be used.
package enum CheckpointRefusal: Error, Hashable, Sendable {
  /// There is no file of a step that a finished run always keeps.
  case missing
  case unreadable(RunError)
  /// Not a whole checkpoint file.
  case damaged(CheckpointDamage)
  /// A complete file that belongs to another run, or to another step.
  case foreign(String)
  /// It counts more rows than a table has.
  case aheadOfTable(_ file: String, rows: Int, found: Int)
  /// The run was resumed from an earlier step and has not reached this one again.
  case leftBehind(resumedFrom: Int)

  /// The rest of `step-00001422.safetensors …`.
  package var reason: String {
    switch self {
    case .missing: "is missing, though the run is finished"
    case .unreadable(let error):
      "cannot be read: \(error.fault.map { $0.problem.description } ?? error.message)"
    case .damaged(let damage): "is damaged: \(damage.problem)"
    case .foreign(let reason): "is not this run's: \(reason)"
    case .aheadOfTable(let file, let rows, let found):
      "counts \(rows) rows of \(file), which has \(found)"
    case .leftBehind(let step):
      "is left behind: the run was resumed from step \(step) and has not reached this step again"
    }
  }
}
