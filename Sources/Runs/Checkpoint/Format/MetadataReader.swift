import Datasets
import Engine
import Files
import JSON
import Training

/// Reads the strings of `__metadata__`. Those of steps.csv, of early stopping, of a plateau of averages
/// and of the data's encoding and `optimizer_steps` may be missing; all others must be present, and no further ones.
struct MetadataReader {
  private let strings: [String: String]

  init(_ strings: [String: String]) {
    self.strings = strings
  }

  static let keys: Set<String> = [
    "format", "run_key", "definition", "data_sha256", "numerics_version", "metrics_bytes",
    "metrics_rows", "metrics_sha256", "parent", "step", "epoch", "batch", "unfinished_loss",
    "unfinished_correct", "unfinished_examples", "best_epoch", "best_step", "best_value",
    "steps_bytes", "steps_rows", "steps_sha256", "stopping_best_epoch", "stopping_best_step",
    "stopping_best_value", "optimizer_steps", "plateau_rate", "plateau_best",
    "plateau_bad_epochs", "ema_steps", "encoding",
  ]

  func checkpointMetadata() throws(CheckpointDamage) -> CheckpointMetadata {
    let format = try string("format")
    guard format == CheckpointMetadata.format else {
      throw CheckpointDamage(
        .format, at: 8,
        "its format is \(quoted(format)), this bench knows \(CheckpointMetadata.format)")
    }
    if let extra = strings.keys.filter({ !Self.keys.contains($0) }).min() {
      throw CheckpointDamage(.metadata, at: 8, "__metadata__ has a strange key \(quoted(extra))")
    }
    return CheckpointMetadata(
      runKey: try digest("run_key"),
      definition: try string("definition"),
      dataSHA256: try digest("data_sha256"),
      numericsVersion: try count("numerics_version"),
      metrics: try prefix("metrics"), steps: has("steps") ? try prefix("steps") : nil,
      source: try source(), encoding: try encoding())
  }

  private func encoding() throws(CheckpointDamage) -> ExampleEncoding? {
    guard let text = strings["encoding"] else { return nil }
    guard let value = try? JSONValue(parsing: Array(text.utf8)),
      let encoding = ExampleEncoding(json: value)
    else { throw problem("encoding", "an encoding of examples") }
    return encoding
  }

  func state(
    model: [NamedTensor], optimizer: [NamedTensor], averages: [NamedTensor]
  ) throws(CheckpointDamage) -> TrainingState {
    let sums = EpochSums(
      loss: try number("unfinished_loss"), correct: try count("unfinished_correct"),
      examples: try count("unfinished_examples"))
    return TrainingState(
      step: try count("step"), epoch: try count("epoch"), batch: try count("batch"),
      model: model, optimizer: optimizer, averages: averages,
      averagedSteps: averages.isEmpty && !has("ema") ? 0 : try count("ema_steps"),
      optimizerSteps: strings["optimizer_steps"] == nil ? nil : try count("optimizer_steps"),
      unfinished: sums,
      best: isEmpty("best") ? nil : try best("best"),
      stoppingBest: has("stopping_best") ? try best("stopping_best") : nil,
      plateau: has("plateau") ? try plateau() : nil)
  }

  private func plateau() throws(CheckpointDamage) -> PlateauState {
    PlateauState(
      rate: try number("plateau_rate"), best: try number("plateau_best"),
      badEpochs: try count("plateau_bad_epochs"))
  }

  private func source() throws(CheckpointDamage) -> WeightsSource? {
    let text = try string("parent")
    if text.isEmpty { return nil }
    let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Self.isDigest(parts[0]), let step = Self.count(parts[1]) else {
      throw problem("parent", "a SHA-256 and a step")
    }
    return WeightsSource(checkpointSHA256: parts[0], step: step)
  }

  /// Whether there is any of the keys that begin so.
  private func has(_ name: String) -> Bool {
    strings.keys.contains { $0.hasPrefix("\(name)_") }
  }

  /// Whether all keys with this prefix are present and empty.
  private func isEmpty(_ name: String) -> Bool {
    ["epoch", "step", "value"].allSatisfy { strings["\(name)_\($0)"] == "" }
  }

  private func prefix(_ name: String) throws(CheckpointDamage) -> CSVPrefix {
    CSVPrefix(
      bytes: try count("\(name)_bytes"), rows: try count("\(name)_rows"),
      sha256: try digest("\(name)_sha256"))
  }

  private func best(_ name: String) throws(CheckpointDamage) -> BestEpoch {
    BestEpoch(
      epoch: try count("\(name)_epoch"), step: try count("\(name)_step"),
      value: try number("\(name)_value"))
  }

  private func string(_ key: String) throws(CheckpointDamage) -> String {
    guard let text = strings[key] else {
      throw CheckpointDamage(.metadata, at: 8, "__metadata__ has no \(key)")
    }
    return text
  }

  private func count(_ key: String) throws(CheckpointDamage) -> Int {
    guard let value = Self.count(try string(key)) else { throw problem(key, "a count") }
    return value
  }

  private func digest(_ key: String) throws(CheckpointDamage) -> String {
    let text = try string(key)
    guard Self.isDigest(text) else { throw problem(key, "64 hexadecimal digits") }
    return text
  }

  private func number(_ key: String) throws(CheckpointDamage) -> Double {
    let text = try string(key)
    guard let bits = UInt64(text, radix: 16), hexadecimalBits(Double(bitPattern: bits)) == text
    else { throw problem(key, "16 hexadecimal digits") }
    return Double(bitPattern: bits)
  }

  private func problem(_ key: String, _ expected: String) -> CheckpointDamage {
    CheckpointDamage(
      .metadata, at: 8,
      "__metadata__.\(key) must be \(expected), not \(quoted(strings[key] ?? ""))")
  }

  private static func count(_ text: String) -> Int? {
    guard let value = Int(text), value >= 0, String(value) == text else { return nil }
    return value
  }

  private static func isDigest(_ text: String) -> Bool {
    SHA256Digest(hex: text)?.description == text
  }
}
