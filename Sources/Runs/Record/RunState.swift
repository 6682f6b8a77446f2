/// The state of a run.
package enum RunState: String, Hashable, Sendable, CaseIterable {
  case running
  case finished
  /// Stopped, or its process died. The run can be resumed.
  case interrupted
  /// Ended by a sweep because others were better. The run can be resumed.
  case pruned
  case failed
  /// Loss or weights became NaN or infinite.
  case diverged
}

/// The checkpoint that a run starts from instead of drawing its own weights.
package struct WeightsSource: Hashable, Sendable {
  /// The digest of the whole file, as 64 hex digits: the optimizer's slots, the epoch and the
  /// counted rows determine a fork as much as the weights do.
  package var checkpointSHA256: String
  /// The step of the original training.
  package var step: Int

  package init(checkpointSHA256: String, step: Int) {
    self.checkpointSHA256 = checkpointSHA256
    self.step = step
  }
}

/// The run that a fork starts from.
package struct RunParent: Hashable, Sendable {
  package var run: String
  /// The number of finished epochs, from which the fork continues.
  package var epoch: Int
  package var source: WeightsSource

  package init(run: String, epoch: Int, source: WeightsSource) {
    self.run = run
    self.epoch = epoch
    self.source = source
  }
}

/// The origin of the metrics of a run that another program trained.
package struct ImportSource: Hashable, Sendable {
  /// The path of the file as it was given.
  package var file: String
  /// The digest of its bytes, as 64 hex digits.
  package var sha256: String

  package init(file: String, sha256: String) {
    self.file = file
    self.sha256 = sha256
  }
}

/// One start or resume of a run.
package struct RunSegment: Hashable, Sendable {
  package var startedAt: Timestamp
  package var fromStep: Int
  /// The last step that is safely saved; nil while the run is training.
  package var toStep: Int?
  package var host: String
  /// The command line that started it, shortened if it is long; nil if it is not known.
  package var command: String?
  /// The number of starts that this stands for: more than one if old segments were merged.
  package var starts: Int

  package init(
    startedAt: Timestamp, fromStep: Int, toStep: Int? = nil, host: String,
    command: String? = nil, starts: Int = 1
  ) {
    self.startedAt = startedAt
    self.fromStep = fromStep
    self.toStep = toStep
    self.host = host
    self.command = command
    self.starts = starts
  }
}

/// The point at which a training produced NaN or infinity.
package struct RunDivergence: Hashable, Sendable {
  package var step: Int
  /// The epoch, from 1.
  package var epoch: Int
  /// Batch of that epoch, from 1.
  package var batch: Int
  package var loss: Double

  package init(step: Int, epoch: Int, batch: Int, loss: Double) {
    self.step = step
    self.epoch = epoch
    self.batch = batch
    self.loss = loss
  }
}
