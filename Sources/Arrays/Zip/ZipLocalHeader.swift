/// The header in front of a member's data, which repeats what the central directory says
/// (APPNOTE.TXT 6.3.10, 4.3.7 to 4.3.9).
struct ZipLocalHeader {
  /// Where the member's compressed bytes are in the file.
  let data: Range<Int>
  /// From the header to the end of the data or of the descriptor.
  let extent: Range<Int>

  private static let size = 30

  /// - Parameter end: where the central directory begins.
  /// - Throws: a `ZipProblem` if the header disagrees with the directory, or the file ends inside.
  init(of member: ZipMember, before end: Int, in bytes: [UInt8]) throws(ArrayProblem) {
    let offset = member.headerOffset
    func problem(_ found: String, _ expected: String) -> ArrayProblem {
      .member(
        member.name,
        .zip(.record(.local, offset: offset, found: found, expected: expected)))
    }
    guard let header = LittleEndianRecord(bytes, at: offset, count: Self.size, before: end),
      header.u32(0) == 0x0403_4B50
    else { throw problem("no signature", "50 4B 03 04 and \(Self.size) bytes") }
    let nameStart = offset + Self.size
    let nameEnd = nameStart + header.u16(26)
    let start = nameEnd + header.u16(28)
    guard start <= end, member.compressedSize <= end - start else {
      throw problem(
        "\(member.compressedSize) bytes of data at byte \(start)", "data that end at byte \(end)")
    }
    guard bytes[nameStart..<nameEnd].elementsEqual(member.name.utf8) else {
      throw problem("another name", "that of the central directory")
    }
    // Bits 1 and 2 tell how hard the writer tried.
    guard (header.u16(6) ^ member.flags) & ~6 == 0, header.u16(8) == member.method else {
      throw problem(
        "flags \(header.u16(6)) and method \(header.u16(8))",
        "\(member.flags) and \(member.method) as in the central directory")
    }
    guard var extra = Zip64Extra(bytes, in: nameEnd..<start, count: 2) else {
      throw problem("damaged extra fields", "fields that fill their length")
    }
    let isZip64 = !extra.isEmpty
    guard let size = extra.value(of: header.u32(22)),
      let compressedSize = extra.value(of: header.u32(18))
    else { throw problem("no sizes", "sizes in an extra field of zip64") }
    let found = (size, compressedSize, UInt32(header.u32(14)))
    let expected = (member.size, member.compressedSize, member.checksum)
    // Where a descriptor follows, the header may have zeros.
    guard found == expected || member.hasDescriptor && found == (0, 0, 0) else {
      throw problem(Self.text(found), "\(Self.text(expected)) as in the central directory")
    }
    data = start..<start + member.compressedSize
    var extentEnd = data.upperBound
    if member.hasDescriptor {
      let count = Self.descriptorSize(
        of: member, at: data.upperBound, before: end, isZip64: isZip64, in: bytes)
      guard let count else {
        throw .member(
          member.name,
          .zip(
            .record(
              .descriptor, offset: data.upperBound, found: "other numbers",
              expected: "\(Self.text(expected)) as in the central directory")))
      }
      extentEnd += count
    }
    extent = offset..<extentEnd
  }

  private static func text(
    _ numbers: (size: Int, compressedSize: Int, checksum: UInt32)
  ) -> String {
    "\(numbers.size) bytes, \(numbers.compressedSize) compressed, "
      + "CRC-32 \(String(numbers.checksum, radix: 16))"
  }

  /// Returns the size of the descriptor at `offset`: with or without a signature, and of numbers of
  /// 32 or 64 bits. Writers disagree about when to use which.
  private static func descriptorSize(
    of member: ZipMember, at offset: Int, before end: Int, isZip64: Bool, in bytes: [UInt8]
  ) -> Int? {
    for width in isZip64 ? [8, 4] : [4, 8] {
      for signatureSize in [4, 0] {
        let count = signatureSize + 4 + 2 * width
        guard let record = LittleEndianRecord(bytes, at: offset, count: count, before: end),
          signatureSize == 0 || record.u32(0) == 0x0807_4B50,
          record.u32(signatureSize) == Int(member.checksum)
        else { continue }
        let sizes = [signatureSize + 4, signatureSize + 4 + width].map {
          width == 8 ? record.u64($0) : record.u32($0)
        }
        if sizes == [member.compressedSize, member.size] { return count }
      }
    }
    return nil
  }
}
