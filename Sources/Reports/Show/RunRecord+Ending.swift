package import Experiments
package import Runs

extension RunRecord {
  /// `lenet5-sgd-001 finished: 40 epochs in 2.9 s, 152,300 examples/s, peak memory 96 MB`
  package var finishedLine: String {
    let epochs = summary.epoch == 1 ? "1 epoch" : "\(summary.epoch) epochs"
    let own = parent.map { ", \(max(0, summary.epoch - $0.epoch)) of its own," } ?? ""
    return "\(id) finished: \(epochs)\(own) in \(cost)"
  }

  /// `lenet5-sgd-002 finished: seed 2, 40 epochs in 2.9 s, test_accuracy 0.9275`
  package var seedLine: String {
    let epochs = summary.epoch == 1 ? "1 epoch" : "\(summary.epoch) epochs"
    let metric = preferredMetric(among: summary.metrics.map(\.name))
    let value = metric.flatMap { summary[$0]?.last }.map { ", \(metric ?? "") \($0.fixed(4))" }
    return "\(id) finished: seed \(seed), \(epochs) in \(summary.totalSeconds.inSeconds)"
      + (value ?? "")
  }

  /// `2.9 s, 152,300 examples/s, peak memory 96 MB`
  package var cost: String {
    var parts = [summary.totalSeconds.inSeconds]
    if let rate = summary.examplesPerSecond, let whole = Int(exactly: rate.rounded()) {
      parts.append("\(whole.counted) examples/s")
    }
    if let peakMemoryBytes { parts.append("peak memory \(peakMemoryBytes.inBytes)") }
    return parts.joined(separator: ", ")
  }

  /// The first 16 digits of the weights' SHA-256, `-` before there are any.
  package var shortDigest: String { weightsSHA256.map { String($0.prefix(16)) } ?? "-" }

  /// `step 1391 of 3160 saved (epoch 18, batch 48 of 79)`
  package static func place(
    step: Int, of total: Int, epoch: Int, batch: Int, of batches: Int
  ) -> String {
    let inside = batch > 0 ? "epoch \(epoch + 1), batch \(batch) of \(batches)" : "epoch \(epoch)"
    return "step \(step) of \(total) saved (\(inside))"
  }
}

extension RunSummary {
  /// `ended early: validation_loss not better since epoch 9`; nil if all epochs were trained.
  package func earlyEnd(of training: TrainingConfiguration, state: RunState) -> String? {
    guard let stopping = training.earlyStopping, state == .finished, epoch < training.epochs
    else { return nil }
    let best = epoch - stopping.patience
    let since = best > 0 ? "not better since epoch \(best)" : "never finite"
    return "ended early: \(stopping.metric.rawValue) \(since)"
  }
}

extension Int {
  /// Bytes in powers of ten: `812 bytes`, `992 kB`, `96 MB`.
  package var inBytes: String {
    switch self {
    case ..<10_000: "\(self) bytes"
    case ..<10_000_000: "\(addingSaturated(500) / 1000) kB"
    case ..<10_000_000_000: "\(addingSaturated(500_000) / 1_000_000) MB"
    default: "\(addingSaturated(500_000_000) / 1_000_000_000) GB"
    }
  }
}

extension Double {
  /// `0.31 s`, `2.9 s`: wall seconds of training and evaluating.
  fileprivate var inSeconds: String { "\(fixed(self < 1 ? 2 : 1)) s" }
}

extension RunParent {
  /// `lenet5-sgd-001 at step 3160 (epoch 40), checkpoint 5f3a9c0b71e2d844`
  var lineage: String {
    "\(run) at step \(source.step) (epoch \(epoch)), checkpoint "
      + "\(source.checkpointSHA256.prefix(16))"
  }
}
