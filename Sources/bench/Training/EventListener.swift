import Execution
import Exports
import Runs
import Training

/// Writes a TensorBoard event file of a training while it goes on.
struct EventListener: TrainingListener {
  private let events: LiveEvents

  /// - Parameters:
  ///   - folder: with a folder for each run.
  ///   - warn: prints a warning, on any thread.
  init(_ session: TrainingSession, in folder: String, warn: @escaping (String) -> Void) {
    events = LiveEvents(
      in: folder, of: session.recorder, from: session.resuming?.step ?? 0, warn: warn)
  }

  var hearsSteps: Bool { events.hearsSteps }

  func begin(threads: Int, of asked: Int) {}

  func take(_ event: TrainingEvent) { events.take(event) }

  func end(_ outcome: TrainingOutcome?) { events.end(outcome) }
}
