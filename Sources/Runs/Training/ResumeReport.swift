/// The point from which a run should continue.
package enum ResumePoint: Hashable, Sendable {
  /// The newest checkpoint that passes every check.
  case latest
  /// The checkpoint of the best epoch.
  case best
  case step(Int)
}

/// What resuming found and did, for the messages.
package struct ResumeReport: Hashable, Sendable {
  package let id: String
  /// The state in the old run.json: `running` if the process died.
  package let stateBefore: RunState
  /// The number of complete rows that metrics.csv had.
  package var rowsFound = 0
  /// Whether an incomplete row followed them.
  package var hadTornRow = false
  package var skipped: [SkippedCheckpoint] = []
  /// nil: the training starts, since there was no progress.
  package var checkpoint: SavedCheckpoint?
  /// Rows of metrics.csv that stay.
  package var rowsKept = 0
  /// The file with the removed rows, if the run was resumed from an earlier step on purpose.
  package var keptRowsFile: String?
  /// The file that has the rows cut off steps.csv.
  package var keptStepsFile: String?
  /// Unfinished files removed: `checkpoints/.tmp-4711-9f03ac`.
  package var removed: [String] = []
  /// The epochs of the whole training.
  package let epochs: Int
  package let totalSteps: Int

  /// Sentences for damaged checkpoints, without `warning:`.
  package var warnings: [String] { skipped.sentences }

  /// What happened, one line for each fact.
  package var lines: [String] {
    var lines: [String] = []
    if stateBefore == .running {
      lines.append(
        "\(id) did not end by itself: its process is gone, state was running, "
          + "\(Self.count(rowsFound, "epoch")) recorded")
    }
    if let checkpoint {
      let batch = checkpoint.batch > 0 ? ", batch \(checkpoint.batch) of the next" : ""
      lines.append(
        "checkpoint   \(CheckpointName.file(step: checkpoint.step)), "
          + "epoch \(checkpoint.epoch) of \(epochs)\(batch): every check passed")
    } else {
      lines.append("checkpoint   none yet, nothing was trained")
    }
    lines.append("metrics.csv  \(metricsSentence)")
    if let keptStepsFile {
      lines.append("steps.csv    cut too; the rows cut off are in \(keptStepsFile)")
    }
    if !removed.isEmpty {
      lines.append("removed      \(removed.joined(separator: ", ")) (unfinished)")
    }
    lines.append(
      "going on at step \(checkpoint?.step ?? 0) of \(totalSteps), same bits as if never stopped")
    return lines
  }

  /// `lenet5-sgd-001 continues at step 79 of 3160`, if one command trains several runs.
  package var closingLine: String {
    "\(id) continues at step \(checkpoint?.step ?? 0) of \(totalSteps)"
  }

  private var metricsSentence: String {
    let torn = hadTornRow ? ", half a row after them cut off" : ""
    if rowsKept == rowsFound { return "\(Self.count(rowsFound, "row")) as recorded\(torn)" }
    if let keptRowsFile {
      return "cut from \(rowsFound) rows to \(rowsKept); those cut off are in \(keptRowsFile)"
    }
    let again =
      rowsFound - rowsKept == 1
      ? "epoch \(rowsFound) is" : "epochs \(rowsKept + 1) to \(rowsFound) are"
    return "cut from \(Self.count(rowsFound, "row")) to \(rowsKept); \(again) made again, "
      + "with the same bits"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
