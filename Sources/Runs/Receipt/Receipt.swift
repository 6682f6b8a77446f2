import Experiments
import Files
package import JSON

/// What is needed to train a run again, and what must come of it: small enough to send, and without
/// the run's folder. Every entry is checked by `ReceiptTraining`.
package struct Receipt: Hashable, Sendable {
  /// The checkpoint that a run begins with if its first weights do not follow from its seed.
  package struct Start: Hashable, Sendable {
    /// The run's first checkpoint file: `step-00000000.safetensors`.
    package let file: String
    /// The digest of that file, as 64 hex digits.
    package let sha256: String
    package let step: Int
    package let epoch: Int
  }

  package let run: String
  package let experiment: String
  package let state: RunState
  package let runKey: String
  /// nil if it is too large for a receipt. The run key then says which one it is.
  package internal(set) var definition: JSONValue?
  package let dataSHA256: String
  package let numericsVersion: Int
  package let benchVersion: String
  /// Of a fork.
  package let parent: WeightsSource?
  /// The digest of given initial weights; nil if the seed draws them, and for a fork.
  package let initialWeightsSHA256: String?
  /// nil if the first weights follow from the seed.
  package let start: Start?
  package internal(set) var chain: SparseChain
  /// The step of the last epoch's end, or the step at which the training diverged.
  package let lastStep: Int
  /// The weights at the end of the last epoch; nil for a run that has not finished.
  package let weightsSHA256: String?
  /// The metrics of the last epoch.
  package let metrics: [String: Double]
  /// The digest of the header and the chain's rows of metrics.csv.
  package let metricsSHA256: String
  /// The digest of predictions.csv; nil if there is none.
  package let predictionsSHA256: String?

  /// No receipt is larger.
  package static let maximumBytes = 64_000
  static let format = "bench-receipt-1"
}

extension Receipt {
  /// The receipt without its marks, and without its definition, if it would be too large with them.
  var fitting: Receipt {
    var receipt = self
    if receipt.text.utf8.count > Self.maximumBytes { receipt.chain.marks = [] }
    if receipt.text.utf8.count > Self.maximumBytes { receipt.definition = nil }
    return receipt
  }

  /// The file's text.
  package var text: String { json.prettyText + "\n" }

  package var json: JSONValue {
    var chain: [String: JSONValue] = [
      "rule": .string(Self.rule),
      "start": .integer(self.chain.start), "end": .integer(self.chain.end),
      "every": .integer(self.chain.every),
      "links": .array(self.chain.links.map { .string($0.description) }),
    ]
    if !self.chain.marks.isEmpty {
      chain["marks"] = .string(String(decoding: self.chain.marks, as: UTF8.self))
    }
    var members: [String: JSONValue] = [
      "format": .string(Self.format),
      "run": .string(run),
      "experiment": .string(experiment),
      "state": .string(state.rawValue),
      "run_key": .string(runKey),
      "definition": definition ?? .null,
      "data_sha256": .string(dataSHA256),
      "numerics_version": .integer(numericsVersion),
      "bench_version": .string(benchVersion),
      "chain": .object(chain),
      "last_step": .integer(lastStep),
      "weights_sha256": .optional(weightsSHA256),
      "metrics": .object(metrics.mapValues(JSONValue.metric)),
      "metrics_sha256": .string(metricsSHA256),
      "predictions_sha256": .optional(predictionsSHA256),
    ]
    if let parent {
      members["parent"] = [
        "checkpoint_sha256": .string(parent.checkpointSHA256), "step": .integer(parent.step),
      ]
    }
    if let initialWeightsSHA256 {
      members["initial_weights_sha256"] = .string(initialWeightsSHA256)
    }
    if let start {
      members["start"] = [
        "file": .string(start.file), "sha256": .string(start.sha256),
        "step": .integer(start.step), "epoch": .integer(start.epoch),
      ]
    }
    return .object(members)
  }

  private static let rule =
    "h = SHA-256(h, first 8 bytes of the weights' SHA-256, epoch as 8 bytes little-endian), "
    + "beginning with run_key"
}
