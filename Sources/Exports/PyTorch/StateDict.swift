import Engine
import Experiments
import JSON
import Runs

/// The weights as PyTorch names them, in a safetensors file.
///
/// The layout is that of https://github.com/huggingface/safetensors, README.md, "Format", 2023.
enum StateDict {
  /// Returns the bytes of a file that `load_state_dict` takes: `layers.0.weight`, …, and what
  /// PyTorch counts in a batch norm, which is the step.
  static func bytes(of model: TrainedModel) -> [UInt8] {
    var members: [String: JSONValue] = [:]
    var data: [UInt8] = []
    func add(_ name: String, _ type: String, _ dimensions: [Int], _ bytes: [UInt8]) {
      members[name] = [
        "dtype": .string(type), "shape": .array(dimensions.map(JSONValue.integer)),
        "data_offsets": [.integer(data.count), .integer(data.count + bytes.count)],
      ]
      data += bytes
    }
    for layer in model.experiment.layers where layer.configuration.computation.isBatchNorm {
      let step = (0..<8).map { UInt8(truncatingIfNeeded: model.step >> (8 * $0)) }
      add("layers.\(layer.index).num_batches_tracked", "I64", [], step)
    }
    for tensor in model.weights {
      add(name(of: tensor), "F32", tensor.dimensions, littleEndianBytes(of: tensor.values))
    }
    members["__metadata__"] = ["format": "pt", "run": .string(model.run)]
    var header = Array(JSONValue.object(members).canonicalText.utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
  }

  /// `layers.0.weight` for `model.0.weight`.
  private static func name(of tensor: NamedTensor) -> String {
    "layers.\(tensor.name.split(separator: ".").dropFirst().joined(separator: "."))"
  }
}

extension Computation {
  fileprivate var isBatchNorm: Bool { if case .batchNorm = self { true } else { false } }
}
