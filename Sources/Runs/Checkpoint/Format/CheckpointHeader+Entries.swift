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
  ) throws(EntryProblem) -> TensorEntry {
    guard let members = value.object, members.count == 3, let typeName = members["dtype"]?.string,
      let shape = members["shape"]?.array, let offsets = members["data_offsets"]?.array
    else { throw EntryProblem("must have exactly data_offsets, dtype and shape") }
    guard let type = TensorEntry.ElementType(rawValue: typeName) else {
      throw EntryProblem("dtype \(quoted(typeName)) is not F32, U64 or U8")
    }
    guard shape.count <= CheckpointFile.maximumRank else {
      throw EntryProblem("\(shape.count) dimensions are more than \(CheckpointFile.maximumRank)")
    }
    let dimensions = try counts(shape, "shape")
    let range = try counts(offsets, "data_offsets")
    guard range.count == 2, range[0] <= range[1], range[1] <= CheckpointFile.maximumBytes else {
      throw EntryProblem("data_offsets must be a start and an end")
    }
    var bytes = type.byteCount
    for dimension in dimensions {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      if overflow { throw EntryProblem("its shape has more elements than can be counted") }
      bytes = product
    }
    guard bytes == range[1] - range[0] else {
      throw EntryProblem(
        "its shape needs \(bytes) bytes, its data_offsets span \(range[1] - range[0])")
    }
    return TensorEntry(
      name: name, type: type, dimensions: dimensions, range: range[0]..<range[1])
  }

  private static func counts(
    _ elements: [JSONValue], _ field: String
  ) throws(EntryProblem) -> [Int] {
    var counts: [Int] = []
    for element in elements {
      guard case .integer(let count) = element, count >= 0 else {
        throw EntryProblem("\(field) must be whole numbers, not \(element.canonicalText)")
      }
      counts.append(count)
    }
    return counts
  }
}

/// A problem with one entry.
private struct EntryProblem: Error {
  let text: String

  init(_ text: String) {
    self.text = text
  }
}
