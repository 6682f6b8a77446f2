/// A member of a gzip stream whose header contains its length, so that it can be inflated without
/// the members before it.
///
/// The extra field of its header (RFC 1952, 2.3.1.1) is one subfield, `MB`, with the member's
/// length in bytes, 32 bits, little-endian, as Sources/CMNIST/compress.py writes it. Other readers
/// skip it. Its last four bytes are the length of the inflated content.
package struct GzipMember: Hashable, Sendable {
  /// The member's bytes in the stream, including header and trailer.
  package let compressed: Range<Int>
  /// The range of its content in that of the whole stream.
  package let inflated: Range<Int>

  private static let headerSize = 20
  private static let trailerSize = 8

  /// Finds the members of `stream`, without inflating anything.
  package static func all(of stream: Span<UInt8>) throws(DataFileProblem) -> [GzipMember] {
    var members: [GzipMember] = []
    var (start, place) = (0, 0)
    while start < stream.count {
      let member = try GzipMember(at: start, of: stream, inflatedTo: place)
      members.append(member)
      (start, place) = (member.compressed.upperBound, member.inflated.upperBound)
    }
    return members
  }

  private init(
    at start: Int, of stream: Span<UInt8>, inflatedTo place: Int
  ) throws(DataFileProblem) {
    let room = stream.count - start
    guard room >= Self.headerSize + Self.trailerSize else {
      throw .gzipTruncated(afterInflatedBytes: place)
    }
    let header: [UInt8] = [0x1F, 0x8B, 8, 4]
    let extra: [UInt8] = [8, 0, UInt8(ascii: "M"), UInt8(ascii: "B"), 4, 0]
    let isOurs =
      header.indices.allSatisfy { stream[start + $0] == header[$0] }
      && extra.indices.allSatisfy { stream[start + 10 + $0] == extra[$0] }
    guard isOurs else {
      throw .gzipDamaged(reason: "a member without its length", afterInflatedBytes: place)
    }
    let length = Self.word(at: start + 16, of: stream)
    guard (Self.headerSize + Self.trailerSize...room).contains(length) else {
      throw .gzipDamaged(reason: "a member of \(length) bytes", afterInflatedBytes: place)
    }
    compressed = start..<start + length
    inflated = place..<place + Self.word(at: start + length - 4, of: stream)
  }

  private static func word(at place: Int, of bytes: Span<UInt8>) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
