import Runs

/// How the weights of two runs relate, according to the fingerprints at the end of each epoch.
package enum WeightsRelation: Hashable, Sendable {
  /// The same at the end of every epoch, with the same number of epochs.
  case identical
  /// The same up to this epoch, where the shorter run ends.
  case sameSoFar(epoch: Int, step: Int)
  /// The same up to the end of this epoch, but not after it.
  case partAfter(epoch: Int, step: Int)
  /// The same before the first step, but not at the end of the first epoch.
  case partInFirstEpoch
  /// The initial weights differ.
  case different
  /// Different after the first epoch. The initial weights are not known.
  case differentFromFirstEpoch
  /// A run has not finished an epoch yet.
  case unknown
  /// One of them is imported without fingerprints.
  case notRecorded

  /// Compares the fingerprints epoch by epoch.
  package init(_ first: ComparedRun, _ second: ComparedRun) {
    let digests = (first.metrics.weightsDigests, second.metrics.weightsDigests)
    let common = zip(digests.0, digests.1).prefix { $0 == $1 }.count
    if digests.0.isEmpty || digests.1.isEmpty {
      let isNotRecorded = [first, second].contains {
        $0.definition == nil && $0.metrics.weightsDigests.isEmpty
      }
      self = isNotRecorded ? .notRecorded : .unknown
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

  /// Whether the weights are known to differ at some point.
  package var isDifferent: Bool {
    switch self {
    case .identical, .sameSoFar, .unknown, .notRecorded: false
    default: true
    }
  }
}
