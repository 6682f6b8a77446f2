import Inflation

/// A NumPy archive: a zip file whose members are NumPy files, stored or deflated.
package struct NPZFile: Sendable {
  private let bytes: [UInt8]
  private let members: [ZipMember]
  /// The arrays' names, in the order of the archive: its members' without `.npy`.
  package let names: [String]

  /// Reads the archive's directory. No array is read yet.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: a `ZipProblem` if the archive is damaged, or two arrays have one name.
  package init(_ bytes: [UInt8]) throws(ArrayProblem) {
    self.bytes = bytes
    members = try ZipDirectory(bytes).members
    names = members.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .zip(.duplicateName(name)) }
  }

  /// Reads an array and checks its bytes. A stored array in C order and in the machine's byte order
  /// is not copied.
  ///
  /// - Parameter limit: the most bytes that the values may have.
  /// - Throws: `ArrayProblem.member` with the problem of the member, or `ZipProblem.noMember`.
  package func array(
    named name: String, limit: Int = NumericArray.limit
  ) throws(ArrayProblem) -> ArrayContent {
    try reading(name) { member throws(ArrayProblem) in
      try member.checkReadable(limit: Self.mostBytes(limit: limit))
      let isStored = member.method == ZipMember.stored
      let content =
        isStored ? bytes : try inflateRaw(bytes, in: member.data, size: member.size)
      let range = isStored ? member.data : 0..<content.count
      let found = crc32(content, in: range)
      guard found == member.checksum else {
        throw .zip(.checksum(found: found, expected: member.checksum))
      }
      return try ArrayContent(npy: content, in: range, limit: limit)
    }
  }

  /// Reads an array's header alone. Its bytes are not checked.
  ///
  /// - Throws: as `array`.
  package func header(
    named name: String, limit: Int = NumericArray.limit
  ) throws(ArrayProblem) -> NPYHeader {
    try reading(name) { member throws(ArrayProblem) in
      try member.checkReadable(limit: Self.mostBytes(limit: limit))
      guard member.method == ZipMember.deflated else {
        return try NPYHeader(bytes[member.data], limit: limit)
      }
      let start = try inflateRaw(bytes, in: member.data, size: member.size, prefix: 12)
      let size = try NPYHeader.size(startingWith: start[...])
      let header = try inflateRaw(bytes, in: member.data, size: member.size, prefix: size)
      return try NPYHeader(header[...], limit: limit)
    }
  }

  /// The most bytes of a member: the values and a header.
  private static func mostBytes(limit: Int) -> Int { limit + NPYHeader.limit + 12 }

  private func reading<Result>(
    _ name: String, _ body: (ZipMember) throws(ArrayProblem) -> Result
  ) throws(ArrayProblem) -> Result {
    guard let place = names.firstIndex(of: name) else {
      throw .zip(.noMember(name, names: names))
    }
    do throws(ArrayProblem) {
      return try body(members[place])
    } catch {
      throw .member(members[place].name, error)
    }
  }
}
