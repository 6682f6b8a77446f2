/// The members of a zip archive, as its central directory and their local headers agree
/// (APPNOTE.TXT 6.3.10, 4.3).
struct ZipDirectory {
  /// In the directory's order, without folders.
  let members: [ZipMember]

  private static let headerSize = 46
  private static let mostMembers = 1 << 16
  private static let longestName = 1 << 12

  /// Reads the directory and every local header. No content is read.
  ///
  /// - Throws: a `ZipProblem` if the archive is damaged, or two members have one name or share
  ///   bytes.
  init(_ bytes: [UInt8]) throws(ArrayProblem) {
    let start = Array(bytes.prefix(4))
    guard start == [0x50, 0x4B, 3, 4] || start == [0x50, 0x4B, 5, 6] else {
      throw .zip(.notZip(found: start))
    }
    let end = try ZipEnd(of: bytes)
    guard end.memberCount <= Self.mostMembers else {
      throw .zip(.tooManyMembers(end.memberCount, limit: Self.mostMembers))
    }
    var members: [ZipMember] = []
    var names: Set<String> = []
    var extents: [(range: Range<Int>, name: String)] = []
    var place = end.directory.lowerBound
    for _ in 0..<end.memberCount {
      var member = try Self.member(at: &place, before: end.directory.upperBound, of: bytes)
      guard names.insert(member.name).inserted else { throw .zip(.duplicateName(member.name)) }
      let local = try ZipLocalHeader(of: member, before: end.directory.lowerBound, in: bytes)
      member.data = local.data
      extents.append((local.extent, member.name))
      if member.name.hasSuffix("/"), member.size == 0 { continue }
      members.append(member)
    }
    guard place == end.directory.upperBound else {
      throw .zip(
        .record(
          .end, offset: end.directory.upperBound, found: "\(end.memberCount) members",
          expected: "as many as the central directory"))
    }
    extents.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (extent, next) in zip(extents, extents.dropFirst())
    where next.range.lowerBound < extent.range.upperBound {
      throw .zip(.overlap(extent.name, next.name))
    }
    guard !members.isEmpty else { throw .zip(.noMembers) }
    self.members = members
  }

  /// Reads the header at `place`, and moves `place` behind it.
  private static func member(
    at place: inout Int, before end: Int, of bytes: [UInt8]
  ) throws(ArrayProblem) -> ZipMember {
    let offset = place
    func problem(_ found: String, _ expected: String) -> ArrayProblem {
      .zip(.record(.directory, offset: offset, found: found, expected: expected))
    }
    guard
      let header = LittleEndianRecord(bytes, at: offset, count: headerSize, before: end),
      header.u32(0) == 0x0201_4B50
    else { throw problem("no signature", "50 4B 01 02 and \(headerSize) bytes") }
    let nameEnd = offset + headerSize + header.u16(28)
    let extraEnd = nameEnd + header.u16(30)
    place = extraEnd + header.u16(32)
    guard place <= end else {
      throw problem("\(place - offset) bytes", "at most \(end - offset)")
    }
    guard header.u16(34) == 0 else { throw .zip(.multiDisk) }
    guard header.u16(28) <= longestName else {
      throw .zip(.nameTooLong(bytes: header.u16(28), limit: longestName))
    }
    let nameBytes = bytes[offset + headerSize..<nameEnd]
    guard !nameBytes.isEmpty, !nameBytes.contains(0) else {
      throw problem("an empty name, or a zero in it", "a name")
    }
    guard let name = String(validating: nameBytes, as: UTF8.self) else {
      throw .zip(.nameNotUTF8(offset: offset + headerSize))
    }
    guard var extra = Zip64Extra(bytes, in: nameEnd..<extraEnd, count: 3),
      let size = extra.value(of: header.u32(24)),
      let compressedSize = extra.value(of: header.u32(20)),
      let headerOffset = extra.value(of: header.u32(42))
    else { throw problem("damaged extra fields", "sizes in an extra field of zip64") }
    // APPNOTE.TXT 4.4.3; the upper byte is no part of it.
    let version = header.u16(6) & 0xFF
    guard version <= 63 else { throw .member(name, .zip(.version(version))) }
    let method = header.u16(10)
    guard method != ZipMember.stored || size == compressedSize else {
      throw problem("\(compressedSize) bytes stored of \(size)", "as many")
    }
    return ZipMember(
      name: name, method: method, flags: header.u16(8), checksum: UInt32(header.u32(16)),
      size: size, compressedSize: compressedSize, headerOffset: headerOffset)
  }
}
