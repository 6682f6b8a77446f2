package import Training

/// Is told what the recorder of a training has written: a live line on a terminal, or an exporter.
package protocol TrainingListener {
  /// Whether to be told about every step, in addition to the other events.
  var hearsSteps: Bool { get }

  /// The training begins.
  ///
  /// - Parameters:
  ///   - threads: the number of threads that compute.
  ///   - asked: the number that was asked for.
  func begin(threads: Int, of asked: Int)

  func take(_ event: TrainingEvent)

  /// The training has ended.
  ///
  /// - Parameter outcome: nil if it ended with an error.
  func end(_ outcome: TrainingOutcome?)
}
