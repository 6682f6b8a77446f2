import Execution
import Files
import Runs
import Training

/// Writes down what it hears.
final class StoryListener: BatchListener, TrainingListener {
  let hearsSteps: Bool
  private let stopsAfter: Int
  private let others: [any TrainingListener & Sendable]
  private let heard = Guarded<[String]>([])
  var story: [String] { heard.withLock { $0 } }
  var isStopped: Bool { heard.withLock { $0.count { $0 == "step" } >= stopsAfter } }

  /// - Parameters:
  ///   - stopsAfter: the number of steps after which it asks to stop.
  ///   - others: what listens to each training besides.
  init(
    hearsSteps: Bool, stopsAfter: Int = .max, others: [any TrainingListener & Sendable] = []
  ) {
    self.hearsSteps = hearsSteps
    self.stopsAfter = stopsAfter
    self.others = others
  }

  private func note(_ line: String) { heard.withLock { $0.append(line) } }

  func pass(_ index: Int, for run: Run) { note("\(run.id) is as good") }
  func passOver(_ run: Run) { note("\(run.id) is passed over") }
  func refuse(_ index: Int, _ error: any Error) { note("\(index) is refused: \(error)") }
  func fail(_ id: String, _ error: any Error) { note("\(id) fails") }
  func train(_ ids: [String]) {}

  func begin(
    _ index: Int, _ session: TrainingSession, resuming report: ResumeReport?
  ) -> [any TrainingListener] {
    note("\(session.recorder.id) \(report == nil ? "begins" : "goes on")")
    return [self] + others
  }

  func end(_ ends: ArraySlice<BatchOutcome>) {
    if let last = ends.last { note("all to \(last.id ?? "nothing")") }
  }

  func begin(threads: Int, of asked: Int) { note("begin on \(threads) of \(asked)") }
  func end(_ outcome: TrainingOutcome?) { note("end") }

  func take(_ event: TrainingEvent) {
    switch event {
    case .finishedStep: note("step")
    case .finishedEpoch(let result): note("epoch \(result.epoch)")
    case .finishedPredictions: note("predictions")
    case .reachedCheckpoint: break
    }
  }
}
