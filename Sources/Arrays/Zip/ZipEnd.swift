/// The end of a zip archive, which says where its central directory is (APPNOTE.TXT 6.3.10, 4.3.14
/// to 4.3.16).
struct ZipEnd {
  let memberCount: Int
  /// Where the central directory is in the file.
  let directory: Range<Int>

  private static let size = 22
  private static let locatorSize = 20
  private static let zip64Size = 56

  /// Finds the end of the archive that is all of `bytes`.
  ///
  /// - Throws: a `ZipProblem` if there is none, it is in several parts, or the directory does not
  ///   end where the end begins.
  init(of bytes: [UInt8]) throws(ArrayProblem) {
    guard let record = Self.find(in: bytes) else { throw .zip(.noEnd(bytes: bytes.count)) }
    guard record.u16(4) == 0 || record.u16(4) == 0xFFFF, record.u16(6) == record.u16(4),
      record.u16(8) == record.u16(10)
    else { throw .zip(.multiDisk) }
    if let zip64 = try Self.zip64(before: record.offset, in: bytes) {
      self = zip64
      // What does not need more bits is the same in both.
      for (field, value, most) in [
        (record.u16(10), zip64.memberCount, 0xFFFF),
        (record.u32(12), zip64.directory.count, 0xFFFF_FFFF),
        (record.u32(16), zip64.directory.lowerBound, 0xFFFF_FFFF),
      ] where field != most && field != value {
        throw .zip(
          .record(.end, offset: record.offset, found: "\(field)", expected: "\(value) as in zip64"))
      }
    } else {
      memberCount = record.u16(10)
      directory = try Self.directory(
        at: record.u32(16), count: record.u32(12), end: record.offset, of: .end)
    }
  }

  /// Looks for the record from the end of the file: its comment must reach to the end exactly.
  private static func find(in bytes: [UInt8]) -> LittleEndianRecord? {
    let last = bytes.count - size
    guard last >= 0 else { return nil }
    for offset in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
    where bytes[offset] == 0x50 && bytes[offset + 1] == 0x4B {
      guard
        let record = LittleEndianRecord(bytes, at: offset, count: size, before: bytes.count),
        record.u32(0) == 0x0605_4B50, record.u16(20) == last - offset
      else { continue }
      return record
    }
    return nil
  }

  /// Reads the records of zip64, if their locator is right before the end record.
  private static func zip64(
    before end: Int, in bytes: [UInt8]
  ) throws(ArrayProblem) -> ZipEnd? {
    let place = end - locatorSize
    guard let locator = LittleEndianRecord(bytes, at: place, count: locatorSize, before: end),
      locator.u32(0) == 0x0706_4B50
    else { return nil }
    guard locator.u32(4) == 0, locator.u32(16) <= 1 else { throw .zip(.multiDisk) }
    let offset = locator.u64(8)
    guard let offset,
      let record = LittleEndianRecord(bytes, at: offset, count: zip64Size, before: place),
      record.u32(0) == 0x0606_4B50
    else {
      throw .zip(
        .record(
          .zip64Locator, offset: place, found: "the offset \(offset.map(String.init) ?? "2^63")",
          expected: "that of the \(ZipRecord.zip64End.rawValue)"))
    }
    guard let size = record.u64(4), size == place - offset - 12 else {
      throw .zip(
        .record(
          .zip64End, offset: offset, found: "another size", expected: "\(place - offset - 12)"))
    }
    guard record.u32(16) == 0, record.u32(20) == 0, record.u64(24) == record.u64(32) else {
      throw .zip(.multiDisk)
    }
    guard let count = record.u64(32), let directorySize = record.u64(40),
      let directoryStart = record.u64(48)
    else {
      throw .zip(
        .record(
          .zip64End, offset: offset, found: "numbers of 64 bits", expected: "at most 63 bits"))
    }
    return ZipEnd(
      memberCount: count,
      directory: try directory(
        at: directoryStart, count: directorySize, end: offset, of: .zip64End))
  }

  private init(memberCount: Int, directory: Range<Int>) {
    self.memberCount = memberCount
    self.directory = directory
  }

  /// - Parameter end: where the record begins that tells of the directory.
  private static func directory(
    at start: Int, count: Int, end: Int, of record: ZipRecord
  ) throws(ArrayProblem) -> Range<Int> {
    guard start <= end, count == end - start else {
      throw .zip(
        .record(
          record, offset: end, found: "a central directory of \(count) bytes at byte \(start)",
          expected: "one that ends at byte \(end)"))
    }
    return start..<end
  }
}
