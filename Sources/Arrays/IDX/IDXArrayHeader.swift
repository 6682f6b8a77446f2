/// The header of an IDX file of any type and of one to four dimensions: magic number and dimensions,
/// big-endian (LeCun, Cortes & Burges, The MNIST database of handwritten digits, "file format").
package struct IDXArrayHeader: Hashable, Sendable {
  /// What a file is expected to hold.
  package enum Use: Hashable, Sendable {
    /// One dimension.
    case labels
    /// Two to four dimensions, the number of examples first.
    case examples
    /// One to four dimensions.
    case any

    var ranks: ClosedRange<Int> {
      switch self {
      case .labels: 1...1
      case .examples: 2...4
      case .any: 1...4
      }
    }
  }

  package let shape: [Int]
  package let element: ElementType

  /// The bytes at the start of a file that hold every header.
  package static let longestSize = 20

  /// The size of the header in bytes.
  package var size: Int { 4 + 4 * shape.count }

  /// Bytes after the header.
  package var contentSize: Int { shape.reduce(element.width, *) }

  /// Reads the header at the start of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the file, or at least its first `longestSize` bytes.
  ///   - use: what it is expected to hold.
  ///   - limit: the most bytes that may follow the header.
  /// - Throws: an `IDXArrayProblem` if it is no such header, or promises too much.
  package init(
    _ bytes: ArraySlice<UInt8>, for use: Use, limit: Int = NumericArray.limit
  ) throws(ArrayProblem) {
    let start = Array(bytes.prefix(Self.longestSize))
    guard start.count >= 4 else {
      throw .idx(.headerTruncated(found: start.count, expected: 4 + 4 * use.ranks.lowerBound))
    }
    let magic = Self.word(0, of: start)
    let rank = Int(magic & 0xFF)
    guard magic >> 16 == 0, let element = Self.types[magic >> 8], use.ranks.contains(rank) else {
      throw .idx(.magic(found: magic, use: use))
    }
    guard start.count >= 4 + 4 * rank else {
      throw .idx(.headerTruncated(found: start.count, expected: 4 + 4 * rank))
    }
    let shape = (1...rank).map { Int(Self.word($0, of: start)) }
    let size = byteCount(of: shape, width: element.width)
    // Examples that are too large are refused even if there is none of them.
    let exampleSize = byteCount(of: Array(shape.dropFirst()), width: element.width)
    guard let size, size <= limit, let exampleSize, exampleSize <= limit else {
      throw .idx(.tooLarge(shape: shape, width: element.width, limit: limit))
    }
    guard !shape.contains(0) else { throw .idx(.emptyArray(shape: shape)) }
    self.shape = shape
    self.element = element
  }

  /// The third byte of a magic number, after two zeros.
  static let types: [UInt32: ElementType] = [
    0x08: .u1, 0x09: .i1, 0x0B: .i2, 0x0C: .i4, 0x0D: .f4, 0x0E: .f8,
  ]

  private static func word(_ position: Int, of bytes: [UInt8]) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[4 * position + $1]) }
  }
}

extension NumericArray {
  /// Reads an IDX file. Bytes are not copied; wider values get the machine's byte order.
  ///
  /// - Parameters:
  ///   - bytes: the file, inflated.
  ///   - use: what it is expected to hold.
  ///   - limit: the most bytes that may follow the header.
  /// - Throws: an `IDXArrayProblem`.
  package init(
    idx bytes: [UInt8], for use: IDXArrayHeader.Use, limit: Int = NumericArray.limit
  ) throws(ArrayProblem) {
    let header = try IDXArrayHeader(bytes[...], for: use, limit: limit)
    guard bytes.count - header.size == header.contentSize else {
      throw .idx(.size(found: bytes.count - header.size, expected: header.contentSize))
    }
    self.init(
      shape: header.shape, element: header.element, storage: bytes, offset: header.size,
      isSwapped: true, isFortran: false)
  }
}
