import Arrays
import Engine
import JSON

/// A safetensors file of any program.
///
/// The layout is that of https://github.com/huggingface/safetensors, README.md, "Format", 2023: the
/// header's length, a header in JSON, and the tensors' bytes, which fill the rest without gaps.
package struct SafetensorsFile {
  private static let maximumHeaderBytes = 1 << 24

  /// The entries in the order of their data.
  package let entries: [TensorEntry]
  private let bytes: [UInt8]
  private let dataStart: Int

  /// - Throws: a `WeightsProblem` that says what is wrong, and where.
  package init(_ bytes: [UInt8]) throws(WeightsProblem) {
    self.bytes = bytes
    guard bytes.count >= 8 else {
      throw WeightsProblem("\(bytes.count) bytes are too few for a safetensors file")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(Self.maximumHeaderBytes), Int(length) <= bytes.count - 8
    else {
      throw WeightsProblem(
        "is no safetensors file: its header would have \(length) of its \(bytes.count) bytes")
    }
    dataStart = 8 + Int(length)
    let document: JSONDocument
    do {
      document = try JSONDocument(
        parsing: Array(bytes[8..<dataStart]), maximumBytes: Self.maximumHeaderBytes)
    } catch {
      throw WeightsProblem("byte \(8 + error.offset): its header: \(error.problem)")
    }
    guard var members = document.value.object else {
      throw WeightsProblem(
        "byte 8: its header must be an object, not \(document.value.typeName)")
    }
    members["__metadata__"] = nil
    var entries: [TensorEntry] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      entries.append(try Self.entry(name, value))
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    if let (entry, end) = entries.firstMisplaced {
      throw WeightsProblem(
        "\(quoted(entry.name)) begins at byte \(entry.range.lowerBound) of the data, not at \(end)")
    }
    guard dataStart + entries.dataCount == bytes.count else {
      throw WeightsProblem(
        "\(bytes.count) bytes, but its header promises \(dataStart + entries.dataCount)")
    }
    self.entries = entries
  }

  private static func entry(
    _ name: String, _ value: JSONValue
  ) throws(WeightsProblem) -> TensorEntry {
    guard let type = value["dtype"]?.string, let shape = value["shape"]?.array,
      let offsets = value["data_offsets"]?.array
    else { throw WeightsProblem("\(quoted(name)) needs dtype, shape and data_offsets") }
    do {
      return try TensorEntry(name, type: type, shape: shape, offsets: offsets)
    } catch {
      throw WeightsProblem("\(quoted(name)): \(error.text)")
    }
  }

  /// Decodes a tensor to float32.
  ///
  /// - Throws: a `WeightsProblem` for a type without fractions, for a number that float32 does not
  ///   have, and for one that is not finite.
  package func values(of entry: TensorEntry) throws(WeightsProblem) -> [Float] {
    guard let type = entry.elementType, type != .uint64, type != .uint8 else {
      throw WeightsProblem(
        "\(quoted(entry.name)) has dtype \(entry.type), not F32, F64, F16 or BF16",
        advice: ["convert it in Python: tensor.float()"])
    }
    let count = entry.range.count / type.byteCount
    var values: [Float] = []
    values.reserveCapacity(count)
    var place = dataStart + entry.range.lowerBound
    let bytes = bytes.span
    for index in 0..<count {
      var bits: UInt64 = 0
      for byte in 0..<type.byteCount { bits |= UInt64(bytes[place + byte]) << UInt64(8 * byte) }
      place += type.byteCount
      guard let value = type.value(bits) else {
        throw WeightsProblem(
          "\(quoted(entry.name)): number \(index), \(Double(bitPattern: bits)), is not exact in "
            + "float32, in which the training computes",
          advice: ["round it in Python: tensor.float()"])
      }
      guard value.isFinite else {
        throw WeightsProblem("\(quoted(entry.name)): number \(index) is \(value)")
      }
      values.append(value)
    }
    return values
  }
}

extension TensorEntry.ElementType {
  /// The number with these bits; nil if float32 does not have it.
  fileprivate func value(_ bits: UInt64) -> Float? {
    switch self {
    case .float64:
      let number = Double(bitPattern: bits)
      return number.isFinite ? Float(exactly: number) : Float(number)
    case .float32: return Float(bitPattern: UInt32(bits))
    case .bfloat16: return Float(bitPattern: UInt32(bits) << 16)
    case .float16: return Float(half: UInt16(bits))
    case .uint64, .uint8: return nil
    }
  }
}

/// Why a file cannot give weights.
package struct WeightsProblem: Error {
  /// What follows the file's name: `811 bytes, but its header promises 4096`.
  package let text: String
  package let advice: [String]

  init(_ text: String, advice: [String] = []) {
    self.text = text
    self.advice = advice
  }
}
