import Experiments
import Files
import JSON

extension CheckpointHeader {
  /// Reads the entries of all tensors, in the order of their names' bytes.
  static func entries(
    _ tensors: [String: JSONValue], _ document: JSONDocument
  ) throws(CheckpointDamage) -> [TensorEntry] {
    guard tensors.count <= CheckpointFile.maximumTensors else {
      throw CheckpointDamage(
        .tensor, at: 8,
        "\(tensors.count) tensors are more than the \(CheckpointFile.maximumTensors) allowed")
    }
    var entries: [TensorEntry] = []
    for (name, value) in tensors.sortedByKey {
      do {
        entries.append(try entry(name, value))
      } catch {
        let place = document.valueRange(at: JSONPath([name]))?.lowerBound ?? 0
        throw CheckpointDamage(.tensor, at: 8 + place, "\(name.printable): \(error.text)")
      }
    }
    return entries
  }

  private static func entry(
    _ name: String, _ value: JSONValue
  ) throws(TensorEntry.Problem) -> TensorEntry {
    guard let members = value.object, members.count == 3, let type = members["dtype"]?.string,
      let shape = members["shape"]?.array, let offsets = members["data_offsets"]?.array
    else { throw TensorEntry.Problem("must have exactly data_offsets, dtype and shape") }
    guard ["F32", "U64", "U8"].contains(type) else {
      throw TensorEntry.Problem("dtype \(quoted(type)) is not F32, U64 or U8")
    }
    return try TensorEntry(name, type: type, shape: shape, offsets: offsets)
  }
}
