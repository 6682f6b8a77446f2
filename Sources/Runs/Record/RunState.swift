/// How a run stands.
package enum RunState: String, Hashable, Sendable, CaseIterable {
  case running
  case finished
  /// Stopped, or its process died; it can go on.
  case interrupted
  case failed
  /// Loss or weights became NaN or infinite.
  case diverged
}

/// The checkpoint that a run starts from instead of drawing its own weights.
package struct WeightsSource: Hashable, Sendable {
  /// Of the whole file, as 64 hex digits: the optimizer's slots, the epoch and the rows it counts
  /// decide what comes of a fork as much as the weights.
  package var checkpointSHA256: String
  /// Of the training it comes from.
  package var step: Int

  package init(checkpointSHA256: String, step: Int) {
    self.checkpointSHA256 = checkpointSHA256
    self.step = step
  }
}

/// The run that a fork starts from.
package struct RunParent: Hashable, Sendable {
  package var run: String
  /// Epochs it had finished, from which the fork counts on.
  package var epoch: Int
  package var source: WeightsSource

  package init(run: String, epoch: Int, source: WeightsSource) {
    self.run = run
    self.epoch = epoch
    self.source = source
  }
}

/// Where the metrics of a run come from that bench did not train.
package struct ImportSource: Hashable, Sendable {
  /// The file's path as it was given.
  package var file: String
  /// Of its bytes, as 64 hex digits.
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
  /// The last step known to be saved; nil while it runs.
  package var toStep: Int?
  package var host: String
  /// The command line that started it, cut where it is long; nil where it is not known.
  package var command: String?
  /// How many starts this stands for: more than one where old segments were merged.
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

/// Where a training left the finite numbers.
package struct RunDivergence: Hashable, Sendable {
  package var step: Int
  /// From 1.
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
