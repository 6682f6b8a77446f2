import JSON

/// One tensor's entry in the header of a safetensors file.
package struct TensorEntry {
  /// The types of which the size is known.
  enum ElementType: String {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case uint64 = "U64"
    case uint8 = "U8"

    var byteCount: Int {
      switch self {
      case .float64, .uint64: 8
      case .float32: 4
      case .float16, .bfloat16: 2
      case .uint8: 1
      }
    }
  }

  /// What is wrong with an entry.
  struct Problem: Error {
    let text: String

    init(_ text: String) {
      self.text = text
    }
  }

  package let name: String
  /// `F32`
  package let type: String
  package let dimensions: [Int]
  /// Bytes from the start of the data.
  let range: Range<Int>

  var elementType: ElementType? { ElementType(rawValue: type) }

  /// Reads an entry, and checks its shape against its place.
  init(
    _ name: String, type: String, shape: [JSONValue], offsets: [JSONValue]
  ) throws(Problem) {
    guard shape.count <= CheckpointFile.maximumRank else {
      throw Problem("\(shape.count) dimensions are more than \(CheckpointFile.maximumRank)")
    }
    self.name = name
    self.type = type
    dimensions = try Self.counts(shape, "shape")
    let places = try Self.counts(offsets, "data_offsets")
    guard places.count == 2, places[0] <= places[1], places[1] <= CheckpointFile.maximumBytes else {
      throw Problem("data_offsets must be a start and an end")
    }
    range = places[0]..<places[1]
    let known = ElementType(rawValue: type)
    var bytes = known?.byteCount ?? 1
    for dimension in dimensions {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      if overflow { throw Problem("its shape has more elements than can be counted") }
      bytes = product
    }
    guard known == nil || bytes == range.count else {
      throw Problem("its shape needs \(bytes) bytes, its data_offsets span \(range.count)")
    }
  }

  private static func counts(_ elements: [JSONValue], _ field: String) throws(Problem) -> [Int] {
    var counts: [Int] = []
    for element in elements {
      guard case .integer(let count) = element, count >= 0 else {
        throw Problem("\(field) must be whole numbers, not \(element.canonicalText)")
      }
      counts.append(count)
    }
    return counts
  }
}

extension [TensorEntry] {
  /// The first entry that does not begin where the one before it ends, and that end: the data must
  /// begin with the first tensor and have no gap and no overlap. nil if all do.
  var firstMisplaced: (entry: TensorEntry, end: Int)? {
    var end = 0
    for entry in self {
      guard entry.range.lowerBound == end else { return (entry, end) }
      end = entry.range.upperBound
    }
    return nil
  }

  /// The number of bytes of the data.
  var dataCount: Int { last?.range.upperBound ?? 0 }
}
