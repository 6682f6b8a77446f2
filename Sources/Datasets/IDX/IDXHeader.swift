/// The header of an IDX file of unsigned bytes: magic number and dimensions, big-endian
/// (LeCun, Cortes & Burges, The MNIST database of handwritten digits, "file format").
package struct IDXHeader: Hashable, Sendable {
  /// The number of examples first.
  package let dimensions: [Int]

  /// Its own size in bytes.
  static func size(rank: Int) -> Int { 4 + 4 * rank }

  /// `00 00 08 <rank>`.
  static func magic(rank: Int) -> UInt32 { 0x0800 | UInt32(rank) }

  /// Reads the header at the start of `bytes`.
  ///
  /// - Parameter limit: the most bytes that the dimensions may promise.
  init(_ bytes: Span<UInt8>, rank: Int, limit: Int) throws(FileProblem) {
    guard bytes.count >= Self.size(rank: rank) else {
      throw .headerTruncated(found: bytes.count, expected: Self.size(rank: rank))
    }
    let magic = Self.word(0, of: bytes)
    guard magic == Self.magic(rank: rank) else {
      throw .magic(found: magic, expected: Self.magic(rank: rank))
    }
    dimensions = (1...rank).map { Int(Self.word($0, of: bytes)) }
    // The examples last: none of them does not excuse a huge one.
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
