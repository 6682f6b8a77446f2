import Engine
import Experiments
import Files
import Training

extension CheckpointHeader {
  /// Makes the checkpoint from a header and the bytes of the file, whose layout and digest have
  /// been checked.
  func checkpoint(data: [UInt8]) throws(CheckpointDamage) -> Checkpoint {
    let reader = MetadataReader(metadata)
    let metadata = try reader.checkpointMetadata()
    var model: [NamedTensor] = []
    var optimizer: [NamedTensor] = []
    var averages: [NamedTensor] = []
    for entry in entries.dropLast() {
      guard entry.elementType == .float32 else {
        throw CheckpointDamage(
          .tensor, at: offset(of: entry.name),
          "\(entry.name.printable): dtype must be F32, not \(entry.type)")
      }
      let tensor = NamedTensor(
        name: entry.name, dimensions: entry.dimensions, values: values(entry, data))
      if entry.name.hasPrefix("model.") {
        model.append(tensor)
      } else if entry.name.hasPrefix("optimizer.") {
        optimizer.append(tensor)
      } else if entry.name.hasPrefix("ema.") {
        averages.append(tensor)
      } else {
        throw CheckpointDamage(
          .tensor, at: offset(of: entry.name),
          "\(quoted(entry.name)) is neither of the model nor of the optimizer")
      }
    }
    let state = try reader.state(model: model, optimizer: optimizer, averages: averages)
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
