package import Training

/// Hears of a training what the recorder has written down: a live line on a terminal, the files of
/// another program.
package protocol TrainingListener {
  /// Whether it hears of every step, beside what is rarer.
  var hearsSteps: Bool { get }

  /// The training begins.
  ///
  /// - Parameters:
  ///   - threads: those that compute.
  ///   - asked: as many were wanted.
  func begin(threads: Int, of asked: Int)

  func take(_ event: TrainingEvent)

  /// The training has ended.
  ///
  /// - Parameter outcome: nil where an error ended it.
  func end(_ outcome: TrainingOutcome?)
}
