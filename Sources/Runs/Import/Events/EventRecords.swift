import Files

/// The records of a TensorBoard event file (a TFRecord file):
/// `u64 length | u32 masked CRC-32C of the length | data | u32 masked CRC-32C of the data`.
struct EventRecords {
  private let bytes: [UInt8]
  /// The byte at which the next record begins.
  private(set) var position = 0
  /// Whether the file ends inside a record, as that of a running or killed training may.
  private(set) var isTorn = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether a file begins with a record.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 12
      && CRC32C.masked(bytes[..<8]) == UInt32(truncatingIfNeeded: bytes[8..<12].littleEndian)
  }

  /// Returns the data of the next record; nil at the end.
  ///
  /// - Throws: an `ImportProblem` for a record whose checksum is wrong.
  mutating func next() throws(ImportProblem) -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let start = position
    guard bytes.count - start >= 12 else { return torn() }
    guard checks(start..<start + 8) else { throw damage(start) }
    let length = bytes[start..<start + 8].littleEndian
    guard length <= UInt64(bytes.count - start - 12) else { return torn() }
    let end = start + 12 + Int(length)
    guard bytes.count - end >= 4 else { return torn() }
    guard checks(start + 12..<end) else { throw damage(start) }
    position = end + 4
    return bytes[start + 12..<end]
  }

  /// Whether the masked checksum after some bytes is theirs.
  private func checks(_ range: Range<Int>) -> Bool {
    let stored = bytes[range.upperBound..<range.upperBound + 4].littleEndian
    return CRC32C.masked(bytes[range]) == UInt32(truncatingIfNeeded: stored)
  }

  private mutating func torn() -> ArraySlice<UInt8>? {
    isTorn = true
    position = bytes.count
    return nil
  }

  private func damage(_ start: Int) -> ImportProblem {
    ImportProblem(.file, "byte \(start): damaged, the record's checksum is wrong")
  }
}
