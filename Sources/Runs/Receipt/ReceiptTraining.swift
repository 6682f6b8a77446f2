package import Experiments
import Files
import Tables
package import Training

/// Compares a training with a receipt while it goes on.
package struct ReceiptTraining: Sendable {
  /// The first disagreement.
  package struct Difference: Hashable, Sendable {
    /// The epochs among which the first difference is; the receipt cannot say which it is.
    package let epochs: ClosedRange<Int>
    package let problem: String
  }

  private let receipt: Receipt
  private let columns: MetricsColumns
  private let isClassification: Bool
  private var chain: DigestChain
  private var table = SHA256()
  private var lastCells: [String] = []
  private var weightsSHA256 = ""
  private var predictionsSHA256: String?
  package private(set) var step: Int
  package private(set) var epoch: Int
  /// The last epoch whose link was the same.
  private var provenEpoch: Int
  /// The first epoch since then whose link does not fit its mark; nil if all fit.
  private var suspectEpoch: Int?
  /// nil while everything is the same.
  package private(set) var difference: Difference?

  package init(_ receipt: Receipt, of experiment: ResolvedExperiment) {
    self.receipt = receipt
    columns = MetricsColumns(experiment)
    isClassification = experiment.isClassification
    guard let key = SHA256Digest(hex: receipt.runKey) else {
      preconditionFailure("checked when it was read")
    }
    chain = DigestChain(runKey: key)
    table.update(CSVRow(columns.names).line)
    step = receipt.start?.step ?? 0
    epoch = receipt.chain.start
    provenEpoch = epoch
  }

  /// Whether nothing that follows can change the result.
  package var isDone: Bool {
    if difference != nil { return true }
    switch receipt.state {
    // A training that ended by itself must do so again.
    case .finished: return epoch > receipt.chain.end
    case .diverged: return step > receipt.lastStep
    default: return epoch >= receipt.chain.end
    }
  }

  package mutating func take(_ event: TrainingEvent) {
    switch event {
    case .finishedStep(let result):
      step = result.step
    case .finishedEpoch(let result):
      epoch = result.epoch
      if epoch <= receipt.chain.end { add(result) }
    case .reachedCheckpoint: break
    case .finishedPredictions(let predictions):
      let text = PredictionsTable(predictions).text(isClassification: isClassification)
      predictionsSHA256 = SHA256.hash(Array(text.utf8)).description
    }
  }

  private mutating func add(_ result: EpochResult) {
    lastCells = columns.cells(result)
    table.update(CSVRow(lastCells).line)
    weightsSHA256 = result.weightsSHA256
    let isDigest = chain.append(weights: result.weightsSHA256, epoch: epoch)
    precondition(isDigest, "the trainer returns a SHA-256")
    if !receipt.chain.admits(chain.head, of: epoch) { suspectEpoch = suspectEpoch ?? epoch }
    guard difference == nil, let link = receipt.chain.link(of: epoch) else { return }
    if link != chain.head {
      difference = weightsDifference(by: epoch)
    } else if let suspectEpoch {
      difference = Difference(
        epochs: suspectEpoch...suspectEpoch,
        problem: "the chain of the weights is the same, but not its marks")
    }
    provenEpoch = epoch
  }

  /// - Parameter last: the first epoch that is known to have other weights.
  private func weightsDifference(by last: Int) -> Difference {
    Difference(
      epochs: suspectEpoch.map { $0...$0 } ?? provenEpoch + 1...last,
      problem: "the weights are others")
  }

  /// Compares the end of the training.
  package mutating func finish(_ outcome: TrainingOutcome) {
    guard difference == nil else { return }
    difference =
      suspectEpoch.map { weightsDifference(by: $0) } ?? endDifference(outcome) ?? metricsDifference
      ?? finalDifference(outcome)
  }

  private func endDifference(_ outcome: TrainingOutcome) -> Difference? {
    let end = receipt.chain.end
    let recorded =
      receipt.state == .diverged
      ? "diverges at step \(receipt.lastStep)"
      : receipt.state == .finished ? "ends after epoch \(end)" : "has an epoch \(end)"
    let here: String
    switch outcome {
    case .finished where epoch > end, .stopped where receipt.state == .finished && epoch > end:
      here = "goes on"
    case .finished: here = "ends after epoch \(epoch)"
    case .stopped where receipt.state == .diverged && step > receipt.lastStep: here = "goes on"
    case .stopped where epoch < end: here = "was stopped"
    case .stopped: here = recorded
    case .diverged(let step, _, _, _, _): here = "diverges at step \(step)"
    }
    let isAsRecorded =
      here == recorded
      || (receipt.state != .finished && receipt.state != .diverged
        && epoch >= end)
    guard !isAsRecorded else { return nil }
    let place = min(epoch + 1, max(end, provenEpoch + 1))
    return Difference(
      epochs: place...place, problem: "the training \(here), of the receipt it \(recorded)")
  }

  private var metricsDifference: Difference? {
    let end = receipt.chain.end
    for name in receipt.metrics.keys.sorted() {
      let cell = columns.names.firstIndex(of: name).map { lastCells[$0] }
      let recorded = receipt.metrics[name].map { shortestText($0) } ?? ""
      guard cell != recorded else { continue }
      return Difference(
        epochs: end...end, problem: "\(name) is \(cell ?? "missing"), of the receipt \(recorded)")
    }
    guard table.finalize().description != receipt.metricsSHA256 else { return nil }
    return Difference(
      epochs: receipt.chain.start + 1...end,
      problem: "the weights are the same, but not all metrics")
  }

  private func finalDifference(_ outcome: TrainingOutcome) -> Difference? {
    let end = receipt.chain.end
    guard receipt.state == .finished else { return nil }
    if let whole = receipt.weightsSHA256, whole != weightsSHA256 {
      return Difference(
        epochs: end...end,
        problem: "weights_sha256 is \(weightsSHA256.prefix(16))…, of the receipt "
          + "\(whole.prefix(16))…")
    }
    guard let recorded = receipt.predictionsSHA256, recorded != predictionsSHA256 else {
      return nil
    }
    return Difference(epochs: end...end, problem: "the predictions are others")
  }
}
