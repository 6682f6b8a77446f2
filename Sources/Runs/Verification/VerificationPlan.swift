/// A part of a training from one saved state to the next, to be trained again.
package struct VerificationSegment: Hashable, Sendable {
  /// The checkpoint at which it starts; nil for the first weights, drawn from the seed.
  package let start: SavedCheckpoint?
  package let end: SavedCheckpoint
  /// The steps whose checkpoint files are compared: that of the end, and step 0 if the first
  /// weights are drawn; without files that cannot be used.
  package let checkpoints: [Int]
  /// Whether the recorded training ended by itself at the end of this segment.
  package let isLast: Bool

  package init(
    start: SavedCheckpoint?, end: SavedCheckpoint, checkpoints: [Int], isLast: Bool
  ) {
    self.start = start
    self.end = end
    self.checkpoints = checkpoints
    self.isLast = isLast
  }

  package var firstStep: Int { start?.step ?? 0 }
  package var steps: Int { end.step - firstStep }
  /// The rows of metrics.csv that are written inside it, from 0.
  package var rows: Range<Int> { (start?.epoch ?? 0)..<end.epoch }
}

/// The segments to train again, so that every saved checkpoint and every row is reproduced.
package struct VerificationPlan: Hashable, Sendable {
  /// The segments by ascending step. Each can be trained without the others.
  package let segments: [VerificationSegment]

  /// - Parameters:
  ///   - checkpoints: the usable ones, ascending.
  ///   - end: where the training ended by itself; if nil, it did not, and its newest checkpoint is
  ///     the end.
  ///   - drawsWeights: whether the first weights follow from the seed and not from another run.
  ///   - range: the steps to start and to end at, each of a usable checkpoint; nil for everything.
  package init(
    checkpoints: [SavedCheckpoint], end: SavedCheckpoint?, drawsWeights: Bool,
    range: ClosedRange<Int>? = nil
  ) {
    let usable = Set(checkpoints.map(\.step))
    var places = checkpoints
    if drawsWeights, places.first?.step != 0 {
      places.insert(SavedCheckpoint(step: 0, epoch: 0, batch: 0), at: 0)
    }
    if let end, end.step > places.last?.step ?? -1 || end.epoch > places.last?.epoch ?? -1 {
      places.append(end)
    }
    if let range { places = places.filter { range.contains($0.step) } }
    let isDrawn = drawsWeights && places.first?.step == 0
    if isDrawn, places.count == 1 { places.append(places[0]) }
    segments = zip(places, places.dropFirst()).map { start, place in
      let isFirst = isDrawn && start.step == 0
      let steps = Set(isFirst ? [0, place.step] : [place.step])
      return VerificationSegment(
        start: isFirst ? nil : start, end: place,
        checkpoints: steps.intersection(usable).sorted(), isLast: place == end)
    }
  }

  package var steps: Int { segments.reduce(0) { $0 + $1.steps } }

  /// The order to train in, so that the longest is not left to the end.
  package var longestFirst: [Int] {
    segments.indices.sorted {
      (segments[$1].steps, $0) < (segments[$0].steps, $1)
    }
  }

  /// Returns the number of simultaneous segments that keeps all cores busy: about as many as end
  /// together with the longest, because a last segment alone would not use the threads of the other
  /// cores.
  package func jobs(cores: Int) -> Int {
    let longest = segments.map(\.steps).max() ?? 0
    return longest == 0 ? 1 : max(1, min(cores, (steps + longest / 2) / longest))
  }
}
