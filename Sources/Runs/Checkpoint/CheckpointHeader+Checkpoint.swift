import Engine
import Experiments
import Training

extension CheckpointHeader {
  /// Makes the checkpoint of a header and the file's bytes, whose layout and digest were checked.
  func checkpoint(data: [UInt8]) throws(CheckpointDamage) -> Checkpoint {
    let reader = MetadataReader(metadata)
    let metadata = try reader.checkpointMetadata()
    var model: [NamedTensor] = []
    var optimizer: [NamedTensor] = []
    for entry in entries.dropLast() {
      guard entry.type == .float32 else {
        throw CheckpointDamage(
          .tensor, at: offset(of: entry.name),
          "\(entry.name.printable): dtype must be F32, not \(entry.type.rawValue)")
      }
      let tensor = NamedTensor(
        name: entry.name, dimensions: entry.dimensions, values: values(entry, data))
      if entry.name.hasPrefix("model.") {
        model.append(tensor)
      } else if entry.name.hasPrefix("optimizer.") {
        optimizer.append(tensor)
      } else {
        throw CheckpointDamage(
          .tensor, at: offset(of: entry.name),
          "\(quoted(entry.name)) is neither of the model nor of the optimizer")
      }
    }
    let state = try reader.state(model: model, optimizer: optimizer)
    return Checkpoint(metadata: metadata, state: state)
  }

  private func values(_ entry: TensorEntry, _ data: [UInt8]) -> [Float] {
    let range = (dataStart + entry.range.lowerBound)..<(dataStart + entry.range.upperBound)
    return data[range].withUnsafeBytes { source in
      [Float](unsafeUninitializedCapacity: range.count / 4) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
        count = range.count / 4
      }
    }
  }
}

/// Reads the strings of `__metadata__`, all of which must be there and none besides.
struct MetadataReader {
  private let strings: [String: String]

  init(_ strings: [String: String]) {
    self.strings = strings
  }

  static let keys: Set<String> = [
    "format", "run_key", "definition", "data_sha256", "numerics_version", "metrics_bytes",
    "metrics_rows", "metrics_sha256", "parent", "step", "epoch", "batch", "unfinished_loss",
    "unfinished_correct", "unfinished_examples", "best_epoch", "best_step", "best_value",
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
      metrics: CSVPrefix(
        bytes: try count("metrics_bytes"), rows: try count("metrics_rows"),
        sha256: try digest("metrics_sha256")),
      source: try source())
  }

  func state(
    model: [NamedTensor], optimizer: [NamedTensor]
  ) throws(CheckpointDamage) -> TrainingState {
    let sums = EpochSums(
      loss: try number("unfinished_loss"), correct: try count("unfinished_correct"),
      examples: try count("unfinished_examples"))
    return TrainingState(
      step: try count("step"), epoch: try count("epoch"), batch: try count("batch"),
      model: model, optimizer: optimizer, unfinished: sums, best: try best())
  }

  private func source() throws(CheckpointDamage) -> WeightsSource? {
    let text = try string("parent")
    if text.isEmpty { return nil }
    let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Self.isDigest(parts[0]), let step = Self.count(parts[1]) else {
      throw problem("parent", "a SHA-256 and a step")
    }
    return WeightsSource(weightsSHA256: parts[0], step: step)
  }

  private func best() throws(CheckpointDamage) -> BestEpoch? {
    let texts = [try string("best_epoch"), try string("best_step"), try string("best_value")]
    if texts == ["", "", ""] { return nil }
    return BestEpoch(
      epoch: try count("best_epoch"), step: try count("best_step"),
      value: try number("best_value"))
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
