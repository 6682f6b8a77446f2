import Runs

/// How the weights of a run relate to those of another, by the fingerprints of their epochs.
package enum WeightsRelation: Hashable, Sendable {
  /// The same at the end, and as many epochs.
  case identical
  /// The same as far as both go; the shorter one ends after this epoch.
  case sameSoFar(epoch: Int, step: Int)
  /// The same to the end of this epoch, not after it.
  case partAfter(epoch: Int, step: Int)
  /// The same before the first step, not at the end of the first epoch.
  case partInFirstEpoch
  /// Not even the first weights are the same.
  case different
  /// Not the same after the first epoch; nothing is known of the start.
  case differentFromFirstEpoch
  /// One of them has no epoch yet.
  case unknown
  /// One of them is imported and tells no fingerprints.
  case untold

  /// Compares the fingerprints epoch by epoch.
  package init(_ first: ComparedRun, _ second: ComparedRun) {
    let digests = (first.metrics.weightsDigests, second.metrics.weightsDigests)
    let common = zip(digests.0, digests.1).prefix { $0 == $1 }.count
    if digests.0.isEmpty || digests.1.isEmpty {
      let isUntold = [first, second].contains {
        $0.definition == nil && $0.metrics.weightsDigests.isEmpty
      }
      self = isUntold ? .untold : .unknown
    } else if common > 0 {
      let epoch = first.metrics.epochs[common - 1]
      let step = first.metrics.steps[common - 1]
      if common < min(digests.0.count, digests.1.count) {
        self = .partAfter(epoch: epoch, step: step)
      } else if digests.0.count == digests.1.count {
        self = .identical
      } else {
        self = .sameSoFar(epoch: epoch, step: step)
      }
    } else if let start = first.initialWeights, let other = second.initialWeights {
      self = start == other ? .partInFirstEpoch : .different
    } else {
      self = .differentFromFirstEpoch
    }
  }

  /// Whether the weights were ever seen to differ.
  package var isDifferent: Bool {
    switch self {
    case .identical, .sameSoFar, .unknown, .untold: false
    default: true
    }
  }

  /// `same at step 0, different from epoch 1 on`
  package var sentence: String {
    switch self {
    case .identical: "identical"
    case .sameSoFar(let epoch, let step):
      "same to the end of epoch \(epoch) (step \(step)), where the shorter run ends"
    case .partAfter(let epoch, let step):
      "same to the end of epoch \(epoch) (step \(step)), different from epoch \(epoch + 1) on"
    case .partInFirstEpoch: "same at step 0, different from epoch 1 on"
    case .different: "different from step 0 on"
    case .differentFromFirstEpoch: "different from epoch 1 on"
    case .unknown: "not known, a run has no epoch yet"
    case .untold: "not known, an imported run tells nothing of them"
    }
  }
}
