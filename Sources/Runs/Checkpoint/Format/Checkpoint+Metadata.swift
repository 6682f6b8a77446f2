import Engine
import Experiments
import JSON
import Training

extension Checkpoint {
  /// The file's `__metadata__`: always the same keys with strings, empty if a value is missing.
  /// Only the keys of steps.csv, of early stopping, of a plateau, of averages and of the data's
  /// encoding depend on the definition, and `optimizer_steps` is present only if it differs from `step`.
  ///
  /// Counts are in decimal; float64 values are the 16 hexadecimal digits of their bits.
  var metadataMembers: JSONValue {
    let best = state.best
    var members: [String: String] = [
      "format": CheckpointMetadata.format,
      "run_key": metadata.runKey,
      "definition": metadata.definition,
      "data_sha256": metadata.dataSHA256,
      "numerics_version": String(metadata.numericsVersion),
      "metrics_bytes": String(metadata.metrics.bytes),
      "metrics_rows": String(metadata.metrics.rows),
      "metrics_sha256": metadata.metrics.sha256,
      "parent": metadata.source.map { "\($0.checkpointSHA256) \($0.step)" } ?? "",
      "step": String(state.step),
      "epoch": String(state.epoch),
      "batch": String(state.batch),
      "unfinished_loss": hexadecimalBits(state.unfinished.loss),
      "unfinished_correct": String(state.unfinished.correct),
      "unfinished_examples": String(state.unfinished.examples),
      "best_epoch": best.map { String($0.epoch) } ?? "",
      "best_step": best.map { String($0.step) } ?? "",
      "best_value": best.map { hexadecimalBits($0.value) } ?? "",
    ]
    if state.optimizerSteps != state.step {
      members["optimizer_steps"] = String(state.optimizerSteps)
    }
    if let steps = metadata.steps {
      members["steps_bytes"] = String(steps.bytes)
      members["steps_rows"] = String(steps.rows)
      members["steps_sha256"] = steps.sha256
    }
    if let best = state.stoppingBest {
      members["stopping_best_epoch"] = String(best.epoch)
      members["stopping_best_step"] = String(best.step)
      members["stopping_best_value"] = hexadecimalBits(best.value)
    }
    if let plateau = state.plateau {
      members["plateau_rate"] = hexadecimalBits(plateau.rate)
      members["plateau_best"] = hexadecimalBits(plateau.best)
      members["plateau_bad_epochs"] = String(plateau.badEpochs)
    }
    if let encoding = metadata.encoding { members["encoding"] = encoding.json.canonicalText }
    if !state.averages.isEmpty { members["ema_steps"] = String(state.averagedSteps) }
    return .object(members.mapValues(JSONValue.string))
  }
}

/// The 16 hexadecimal digits of a float64's bits.
func hexadecimalBits(_ value: Double) -> String {
  let digits = String(value.bitPattern, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
