import Engine
import Experiments
import Files
package import Runs
import Training

/// A run as a TensorBoard event file.
package enum RunEvents {
  /// The name of the file. It follows from the run, so that exporting again replaces it.
  package static func fileName(of run: Run) -> String {
    EventFile.name(
      seconds: run.record.createdAt.milliseconds / 1000, host: "bench",
      suffix: "0.\(run.record.runKey.prefix(8))")
  }

  /// Returns the whole file: settings, every row of metrics.csv and steps.csv, and histograms of the
  /// weights in the checkpoints that are there.
  ///
  /// - Throws: a `RunError` if the run's tables cannot be read.
  package static func file(of run: Run) throws(RunError) -> [UInt8] {
    let record = run.record
    let began = Double(record.createdAt.milliseconds) / 1000
    let ended = record.finishedAt.map { Double($0.milliseconds) / 1000 } ?? began
    var messages = [
      EventMessage.version(seconds: began), EventMessage.start(step: 0, seconds: began),
    ]
    if record.imported == nil {
      messages.append(
        HyperparameterMessage.start(
          try run.definition(), dataSHA256: record.dataSHA256, seconds: began))
    }
    let metrics = try run.metrics()
    let clock = EpochClock(run, metrics: metrics)
    for row in 0..<metrics.count {
      messages.append(
        EventMessage.scalars(
          metrics.scalars(ofRow: row), step: metrics.step(ofRow: row),
          seconds: clock.seconds(at: metrics.step(ofRow: row))))
    }
    try run.readSteps { step in
      messages.append(
        EventMessage.scalars(step.scalars, step: step.step, seconds: clock.seconds(at: step.step)))
    }
    for listing in record.imported == nil ? try run.checkpoints() : [] {
      // A damaged file is no reason to leave the numbers out.
      guard let checkpoint = try? run.checkpoint(step: listing.step) else { continue }
      let seconds = clock.seconds(at: listing.step)
      if let message = EventMessage.histograms(
        of: checkpoint.weights, step: listing.step, seconds: seconds)
      {
        messages.append(message)
      }
    }
    let status: HyperparameterMessage.Status? =
      switch run.state {
      case .finished: .success
      case .failed, .diverged: .failure
      default: nil
      }
    if let status { messages.append(HyperparameterMessage.end(status, seconds: ended)) }
    return messages.flatMap(EventFile.record)
  }
}
