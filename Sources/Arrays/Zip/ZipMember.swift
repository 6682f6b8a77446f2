/// A member of a zip archive.
package struct ZipMember: Hashable, Sendable {
  package let name: String
  /// 0: stored; 8: deflate.
  let method: Int
  let flags: Int
  let checksum: UInt32
  /// The size of the content in bytes.
  package let size: Int
  let compressedSize: Int
  /// Where its local header is in the file.
  let headerOffset: Int
  /// Where its compressed bytes are in the file.
  var data: Range<Int> = 0..<0

  static let stored = 0
  static let deflated = 8

  /// Bit 3: sizes and checksum follow the data, in a data descriptor.
  var hasDescriptor: Bool { flags & 8 != 0 }

  /// Checks that its content can be read and is not too large.
  ///
  /// - Throws: a `ZipProblem`.
  func checkReadable(limit: Int) throws(ArrayProblem) {
    // Bits 0, 6 and 13: encryption, strong encryption, masked headers.
    guard flags & 0x2041 == 0 else { throw .zip(.encrypted) }
    guard [Self.stored, Self.deflated].contains(method) else { throw .zip(.method(method)) }
    guard size <= limit else { throw .zip(.tooLarge(bytes: size, limit: limit)) }
    if method == Self.deflated, size > mostInflated(of: compressedSize) {
      throw .zip(.inflatesTooFar(bytes: compressedSize, limit: mostInflated(of: compressedSize)))
    }
  }
}

/// The sizes and the offset that an extra field of zip64 holds (APPNOTE.TXT 6.3.10, 4.5.3).
struct Zip64Extra {
  private var numbers: [Int?] = []

  /// - Parameters:
  ///   - range: where the extra fields are in `bytes`.
  ///   - count: the most numbers of 64 bits that are read.
  /// - Returns: nil if the fields do not fill the range.
  init?(_ bytes: [UInt8], in range: Range<Int>, count: Int) {
    var place = range.lowerBound
    while place < range.upperBound {
      guard let field = LittleEndianRecord(bytes, at: place, count: 4, before: range.upperBound),
        field.u16(2) <= range.upperBound - place - 4
      else { return nil }
      if field.u16(0) == 1, numbers.isEmpty {
        numbers = (0..<min(count, field.u16(2) / 8)).map {
          LittleEndianRecord(bytes, at: place + 4 + 8 * $0, count: 8, before: range.upperBound)?
            .u64(0)
        }
      }
      place += 4 + field.u16(2)
    }
  }

  var isEmpty: Bool { numbers.isEmpty }

  /// Returns the value of a field: the next number, where the field says so by its largest value.
  ///
  /// - Returns: nil if there is no such number, or it needs more than 63 bits.
  mutating func value(of field: Int) -> Int? {
    guard field == 0xFFFF_FFFF else { return field }
    return numbers.isEmpty ? nil : numbers.removeFirst()
  }
}
