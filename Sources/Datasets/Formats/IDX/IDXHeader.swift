/// The header of an IDX file of unsigned bytes: magic number and dimensions, big-endian
/// (LeCun, Cortes & Burges, The MNIST database of handwritten digits, "file format").
package struct IDXHeader: Hashable, Sendable {
  /// The number of examples first.
  package let dimensions: [Int]

  /// The size of the header in bytes.
  static func size(rank: Int) -> Int { 4 + 4 * rank }

  /// `00 00 08 <rank>`.
  static func magic(rank: Int) -> UInt32 { 0x0800 | UInt32(rank) }

  /// Reads the header at the start of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the start of the file, `FileFormat.length` bytes if it has as many.
  ///   - limit: the largest content in bytes that the dimensions may claim.
  /// - Throws: a `DataFileProblem` if they are not a header of this rank, or claim too much.
  init(_ bytes: Span<UInt8>, rank: Int, limit: Int) throws(DataFileProblem) {
    let magic = bytes.count >= 4 ? Self.word(0, of: bytes) : Self.magic(rank: rank)
    guard magic == Self.magic(rank: rank) else {
      if let format = FileFormat(startingWith: bytes), format != .idx {
        throw .format(format, expected: "an IDX file")
      }
      throw .magic(found: magic, expected: Self.magic(rank: rank))
    }
    guard bytes.count >= Self.size(rank: rank) else {
      throw .headerTruncated(found: bytes.count, expected: Self.size(rank: rank))
    }
    dimensions = (1...rank).map { Int(Self.word($0, of: bytes)) }
    // The number of examples comes last: if it is 0, huge examples are still refused.
    var product = 1
    for dimension in dimensions.reversed() {
      let (next, overflows) = product.multipliedReportingOverflow(by: dimension)
      guard !overflows, next <= limit else {
        throw .tooLarge(dimensions: dimensions, limit: limit)
      }
      product = next
    }
  }

  var exampleCount: Int { dimensions[0] }

  /// Bytes of one example.
  var exampleSize: Int { exampleDimensions.reduce(1, *) }

  /// Bytes after the header.
  var contentSize: Int { exampleCount * exampleSize }

  /// The dimensions of one example; empty for a label.
  var exampleDimensions: [Int] { Array(dimensions.dropFirst()) }

  private static func word(_ position: Int, of bytes: Span<UInt8>) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[4 * position + $1]) }
  }
}

extension IDXHeader {
  /// Explains a magic number other than the expected one.
  static func misfit(found: UInt32, expected: UInt32) -> String {
    let numbers = "magic number \(hexadecimal(found)), expected \(hexadecimal(expected))"
    let rank = Int(expected & 0xFF)
    if elementTypes[found.byteSwapped >> 8] != nil {
      return "the bytes of the header are reversed (\(numbers)); write it big-endian"
    }
    if found == magic(rank: 1), rank == 3 {
      return "holds labels where images are expected (\(numbers)); are two files exchanged?"
    }
    if found == magic(rank: 3), rank == 1 {
      return "holds images where labels are expected (\(numbers)); are two files exchanged?"
    }
    if let type = elementTypes[found >> 8], (1...4).contains(found & 0xFF) {
      return
        "holds \(type), rank \(found & 0xFF), expected unsigned bytes, rank \(rank) (\(numbers))"
    }
    let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: found >> $0) }
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }) {
      return "is text, not an IDX file (\(numbers))"
    }
    return "\(numbers) (unsigned bytes, rank \(rank))"
  }

  /// The third byte of a magic number, after two zeros.
  private static let elementTypes: [UInt32: String] = [
    0x08: "unsigned bytes", 0x09: "signed bytes", 0x0B: "16-bit integers",
    0x0C: "32-bit integers", 0x0D: "32-bit floats", 0x0E: "64-bit floats",
  ]
}

/// `0x00000803`.
private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
