import Experiments
import Tables
import Training

/// The result of training a segment again.
package struct SegmentProof: Hashable, Sendable {
  package let segment: VerificationSegment
  /// The differences by the step where they appear; empty if every bit is the same.
  package let differences: [Difference]
  /// Wall seconds.
  package let seconds: Double

  package init(segment: VerificationSegment, differences: [Difference], seconds: Double) {
    self.segment = segment
    self.differences = differences
    self.seconds = seconds
  }

  package var isSame: Bool { differences.isEmpty }

  /// Rows of metrics.csv that are the same.
  package var sameEpochs: Int {
    let parted = differences.lazy.compactMap { difference -> Int? in
      if case .metrics = difference.place { difference.count } else { nil }
    }
    return max(0, segment.rows.count - (parted.first ?? 0))
  }

  /// Whether the checkpoint at its end differs from the repeated one.
  package var endsInDifference: Bool {
    differences.contains { $0.place == .checkpoint && $0.step == segment.end.step }
  }
}

/// Compares the record of a segment with the repeated training.
struct SegmentComparison {
  let segment: VerificationSegment
  let training: SegmentTraining
  let record: RunRecord
  let files: FileCheck
  let experiment: ResolvedExperiment
  /// The states in the checkpoint files, by step.
  let recorded: [Int: TrainingState]

  /// All differences, by the step where they appear.
  var differences: [Difference] {
    var found = segment.checkpoints.compactMap { step -> Difference? in
      guard let old = recorded[step], let new = training.states[step] else { return nil }
      return Difference(old, new)
    }
    found += [metrics, training.steps?.difference, ending].compactMap(\.self)
    if segment.isLast, record.state == .finished {
      found += [weights, predictions].compactMap(\.self)
    }
    return found.enumerated().sorted {
      ($0.element.step, $0.element.rank, $0.offset) < ($1.element.step, $1.element.rank, $1.offset)
    }.map(\.element)
  }

  private var metrics: Difference? {
    let columns = MetricsColumns(experiment).names
    return Difference(
      rows: files.metrics[clamped: segment.rows], training.metrics, columns: columns
    ) { row, _ in (.metrics(epoch: row + 1), step: (row + 1) * experiment.stepsPerEpoch) }
  }

  private var predictions: Difference? {
    guard let predictions = training.predictions, !files.predictions.isEmpty else { return nil }
    let text = PredictionsTable(predictions).text(isClassification: experiment.isClassification)
    let lines = Array(CSVLines(Array(text.utf8)))
    return Difference(
      rows: files.predictions[...], Array(lines.dropFirst()), columns: lines[0]
    ) { _, cells in (.predictions(index: cells.first.flatMap(Int.init) ?? 0), segment.end.step) }
  }

  private var weights: Difference? {
    guard let here = training.weightsSHA256, let old = record.weightsSHA256, here != old
    else { return nil }
    return Difference(
      place: .record, step: segment.end.step, name: "weights_sha256",
      recorded: String(old.prefix(16)), here: String(here.prefix(16)))
  }

  /// The difference of the outcome and its step, if there is one.
  private var ending: Difference? {
    let old: String
    switch record.state {
    case .finished where segment.isLast: old = "finished at step \(segment.end.step)"
    case .diverged where segment.isLast:
      old = divergence(segment.end.step, record.divergence?.loss ?? 0)
    default: old = "stopped at step \(segment.end.step)"
    }
    let new: String
    switch training.outcome {
    case .finished: new = "finished at step \(training.step)"
    case .stopped(let step) where segment.isLast: new = "continues after step \(step - 1)"
    case .stopped(let step): new = "stopped at step \(step)"
    case .diverged(let step, _, _, let loss, _): new = divergence(step, loss)
    case nil: preconditionFailure("compared after training")
    }
    // An end that was reached but not recorded, because the process was stopped there.
    let isReached = !segment.isLast && new == "finished at step \(segment.end.step)"
    guard old != new, !isReached else { return nil }
    return Difference(
      place: .ending, step: min(segment.end.step, training.step), name: "training", recorded: old,
      here: new)
  }

  private func divergence(_ step: Int, _ loss: Double) -> String {
    "diverged at step \(step), train_loss \(shortestText(loss))"
  }
}

extension Difference {
  /// The order among differences of the same step.
  fileprivate var rank: Int {
    switch place {
    case .ending: 0
    case .steps: 1
    case .metrics: 2
    case .checkpoint: 3
    case .record: 4
    case .predictions: 5
    }
  }
}

extension [[String]] {
  /// The rows of a range, as far as there are any.
  fileprivate subscript(clamped range: Range<Int>) -> ArraySlice<[String]> {
    self[range.clamped(to: indices)]
  }
}
