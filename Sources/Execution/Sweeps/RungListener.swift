import Training

/// Notices that a training has come to its rung.
final class RungListener: TrainingListener {
  private let untilEpoch: Int?
  private(set) var isReached = false

  init(untilEpoch: Int?) {
    self.untilEpoch = untilEpoch
  }

  var hearsSteps: Bool { false }

  func begin(threads: Int, of asked: Int) {}

  func take(_ event: TrainingEvent) {
    guard let untilEpoch, case .finishedEpoch(let result) = event else { return }
    if result.epoch >= untilEpoch { isReached = true }
  }

  func end(_ outcome: TrainingOutcome?) {}
}
