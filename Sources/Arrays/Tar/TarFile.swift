/// A tar archive of regular files and folders (POSIX.1-2017, pax, "ustar Interchange Format"), as
/// published data sets are packed.
package struct TarFile: Sendable {
  /// A regular file.
  package struct Member: Hashable, Sendable {
    /// The path in the archive.
    package let name: String
    /// Where its content is in the archive.
    package let content: Range<Int>
  }

  package let bytes: [UInt8]
  /// The regular files, in the order of the archive.
  package let members: [Member]

  private static let blockSize = 512
  private static let mostMembers = 1 << 16

  /// Reads all headers. Nothing is copied.
  ///
  /// Headers of extensions (pax, GNU's long names) are refused, except pax headers for the whole
  /// archive or a file that change neither name nor size.
  ///
  /// - Parameter bytes: the archive, inflated.
  /// - Throws: a `TarProblem`.
  package init(_ bytes: [UInt8]) throws(ArrayProblem) {
    var members: [Member] = []
    var names: Set<String> = []
    var place = 0
    while true {
      guard place + Self.blockSize <= bytes.count else {
        throw .tar(.truncated(bytes: bytes.count, expected: place + Self.blockSize))
      }
      let block = bytes[place..<place + Self.blockSize]
      if block.allSatisfy({ $0 == 0 }) { break }
      let header = try TarHeader(block)
      let content = place + Self.blockSize
      guard header.size <= bytes.count - content else {
        throw .tar(.truncated(bytes: bytes.count, expected: content + header.size))
      }
      let blocks = (header.size + Self.blockSize - 1) / Self.blockSize
      place = content + blocks * Self.blockSize
      switch header.kind {
      case .folder: continue
      case .file:
        guard names.insert(header.name).inserted else {
          throw .tar(.duplicateName(header.name))
        }
        members.append(Member(name: header.name, content: content..<content + header.size))
      case .extended:
        try Self.checkExtended(bytes[content..<content + header.size], at: content)
      }
      guard members.count <= Self.mostMembers else {
        throw .tar(.tooManyMembers(limit: Self.mostMembers))
      }
    }
    self.bytes = bytes
    self.members = members
  }

  /// Returns the content of the file whose path ends with `/name`, or is `name`.
  ///
  /// - Throws: `TarProblem.noMember`.
  package func content(named name: String) throws(ArrayProblem) -> ArraySlice<UInt8> {
    guard let member = members.first(where: { $0.name == name || $0.name.hasSuffix("/" + name) })
    else { throw .tar(.noMember(name, names: members.map(\.name))) }
    return bytes[member.content]
  }

  /// Checks that the records of a pax header ("24 mtime=1234567890.123\n") change neither name nor
  /// size.
  private static func checkExtended(
    _ bytes: ArraySlice<UInt8>, at place: Int
  ) throws(ArrayProblem) {
    var rest = bytes
    while !rest.isEmpty {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard let length = Int(String(decoding: digits, as: UTF8.self)), length <= rest.count,
        length > digits.count + 1
      else { throw .tar(.header(offset: place, found: "a damaged record", expected: "pax")) }
      let record = rest.prefix(length).dropFirst(digits.count + 1)
      let key = String(decoding: record.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
      guard !["path", "linkpath", "size", "hdrcharset"].contains(key) else {
        throw .tar(
          .header(offset: place, found: "a \(key) in a pax header", expected: "plain ustar"))
      }
      rest = rest.dropFirst(length)
    }
  }
}
