import Experiments
import Files
package import Runs
package import Training

/// The TensorBoard event file of a run while it trains: `DIR/RUN/events.out.tfevents.…`.
///
/// Every start and resume writes a file of its own. That of a resume says from which step on the
/// points of earlier files do not count, so that no point is there twice.
package final class LiveEvents {
  private let experiment: ResolvedExperiment
  private var log: EventLog?
  private let warn: (String) -> Void

  /// Begins the file. A file that cannot be written is said, and the training goes on without.
  ///
  /// - Parameters:
  ///   - path: of DIR, which is created if it is missing.
  ///   - recorder: of the run, before its training.
  ///   - step: where the training begins or goes on.
  ///   - warn: called with a sentence about what could not be written.
  package init(
    in path: String, of recorder: RunRecorder, from step: Int,
    warn: @escaping (String) -> Void
  ) {
    experiment = recorder.experiment
    self.warn = warn
    do throws(FileError) {
      let folder = try Folder<FileError>(making: "\(path)/\(recorder.id)")
      let hasEarlier = try folder.names().contains { $0.contains("tfevents") }
      let name = EventFile.name(
        seconds: Timestamp.now().milliseconds / 1000, host: recorder.record.provenance.host,
        suffix: "\(getpid()).\(recorder.record.runKey.prefix(8))-\(step)")
      let log = try EventLog(name, in: folder, warn: warn)
      self.log = log
      begin(log, recorder, from: hasEarlier ? step + 1 : 0, isFirst: !hasEarlier)
    } catch {
      warn("\(error): the training goes on without an event file")
    }
  }

  /// Whether it writes something of single steps.
  package var hearsSteps: Bool { experiment.training.logEverySteps != nil }

  /// - Parameter step: the first step whose points in earlier files do not count: those of the
  ///   checkpoint itself do.
  private func begin(_ log: EventLog, _ recorder: RunRecorder, from step: Int, isFirst: Bool) {
    let now = Self.now
    log.write(EventMessage.version(seconds: now))
    log.write(EventMessage.start(step: step, seconds: now))
    guard isFirst else { return }
    log.write(
      HyperparameterMessage.start(
        experiment.definition, dataSHA256: recorder.record.dataSHA256, seconds: now))
    // The epochs that a run was trained before it got an event file.
    let metrics = recorder.metrics
    for row in 0..<metrics.count {
      log.write(
        EventMessage.scalars(
          metrics.scalars(ofRow: row), step: metrics.step(ofRow: row), seconds: now))
    }
  }

  /// Writes what an event of the training says.
  package func take(_ event: TrainingEvent) {
    guard let log else { return }
    switch event {
    case .finishedStep(let result):
      guard let step = result.log else { return }
      let record = StepRecord(
        step: result.step, learningRate: Double(result.learningRate), trainLoss: step.trainLoss,
        gradientNorm: step.gradientNorm)
      log.write(EventMessage.scalars(record.scalars, step: record.step, seconds: Self.now))
    case .finishedEpoch(let result):
      let values = experiment.metrics.compactMap { metric in
        result.value(of: metric).map { (metric.rawValue, $0) }
      }
      log.write(
        EventMessage.scalars(
          [("learning_rate", Double(result.learningRate))] + values, step: result.step,
          seconds: Self.now))
    case .reachedCheckpoint(let state):
      let tensors = state.averages.isEmpty ? state.model : state.averages
      if let message = EventMessage.histograms(
        of: tensors, step: state.step, seconds: Self.now)
      {
        log.write(message)
      }
    case .finishedPredictions: return
    }
  }

  /// Writes how the training ended.
  ///
  /// - Parameter outcome: nil if it ended with an error.
  package func end(_ outcome: TrainingOutcome?) {
    guard let log else { return }
    let status: HyperparameterMessage.Status? =
      switch outcome {
      case .finished: .success
      case .diverged, nil: .failure
      case .stopped: nil
      }
    if let status { log.write(HyperparameterMessage.end(status, seconds: Self.now)) }
    log.close()
    self.log = nil
  }

  /// Seconds since 1970.
  private static var now: Double { Double(Timestamp.now().milliseconds) / 1000 }
}
