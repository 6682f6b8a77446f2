import Engine
import JSON

/// A safetensors file of any program.
///
/// The layout is that of https://github.com/huggingface/safetensors, README.md, "Format", 2023: the
/// header's length, a header in JSON, and the tensors' bytes, which fill the rest without gaps.
package struct SafetensorsFile {
  /// A tensor that is not decoded yet.
  package struct Entry {
    package let name: String
    /// `F32`
    package let type: String
    package let dimensions: [Int]
    /// Bytes from the start of the data.
    let range: Range<Int>

    var count: Int { dimensions.reduce(1, *) }
  }

  private static let maximumHeaderBytes = 1 << 24
  private static let maximumRank = 8

  /// The entries in the order of their data.
  package let entries: [Entry]
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
    var entries: [Entry] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      entries.append(try Self.entry(name, value))
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw WeightsProblem(
          "\(quoted(entry.name)) begins at byte \(entry.range.lowerBound) of the data, not at \(end)"
        )
      }
      end = entry.range.upperBound
    }
    guard dataStart + end == bytes.count else {
      throw WeightsProblem("\(bytes.count) bytes, but its header promises \(dataStart + end)")
    }
    self.entries = entries
  }

  private static func entry(_ name: String, _ value: JSONValue) throws(WeightsProblem) -> Entry {
    guard let type = value["dtype"]?.string, let shape = value["shape"]?.array,
      let offsets = value["data_offsets"]?.array, offsets.count == 2
    else {
      throw WeightsProblem("\(quoted(name)) needs dtype, shape and data_offsets")
    }
    let numbers = (shape + offsets).compactMap(\.int)
    guard numbers.count == shape.count + 2, numbers.allSatisfy({ (0...1 << 40).contains($0) }),
      shape.count <= maximumRank
    else {
      throw WeightsProblem(
        "\(quoted(name)): shape and data_offsets must be whole numbers, at most \(maximumRank) of a "
          + "shape")
    }
    let dimensions = Array(numbers.prefix(shape.count))
    let (start, end) = (numbers[shape.count], numbers[shape.count + 1])
    var bytes = FloatingPointType(rawValue: type)?.byteCount ?? 1
    for dimension in dimensions {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      guard !overflow else {
        throw WeightsProblem("\(quoted(name)): its shape has more elements than can be counted")
      }
      bytes = product
    }
    guard start <= end, FloatingPointType(rawValue: type) == nil || bytes == end - start else {
      throw WeightsProblem(
        "\(quoted(name)): its shape needs \(bytes) bytes, its data_offsets span \(end - start)")
    }
    return Entry(name: name, type: type, dimensions: dimensions, range: start..<end)
  }

  /// Decodes a tensor to float32.
  ///
  /// - Throws: a `WeightsProblem` for a type without fractions, for a number that float32 does not
  ///   have, and for one that is not finite.
  package func values(of entry: Entry) throws(WeightsProblem) -> [Float] {
    guard let type = FloatingPointType(rawValue: entry.type) else {
      throw WeightsProblem(
        "\(quoted(entry.name)) has dtype \(entry.type), not F32, F64, F16 or BF16",
        advice: ["convert it in Python: tensor.float()"])
    }
    var values: [Float] = []
    values.reserveCapacity(entry.count)
    var place = dataStart + entry.range.lowerBound
    let bytes = bytes.span
    for index in 0..<entry.count {
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

/// A floating-point type of safetensors.
private enum FloatingPointType: String {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"

  var byteCount: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// The number with these bits; nil if float32 does not have it.
  func value(_ bits: UInt64) -> Float? {
    switch self {
    case .float64:
      let number = Double(bitPattern: bits)
      return number.isFinite ? Float(exactly: number) : Float(number)
    case .float32: return Float(bitPattern: UInt32(bits))
    case .bfloat16: return Float(bitPattern: UInt32(bits) << 16)
    case .float16:
      let sign: Float = bits & 0x8000 == 0 ? 1 : -1
      let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
      switch exponent {
      case 0: return sign * fraction * 0x1p-24
      case 31: return fraction == 0 ? sign * .infinity : .nan
      default:
        return sign * (1024 + fraction)
          * Float(sign: .plus, exponent: exponent - 25, significand: 1)
      }
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
