import Datasets
import Testing

@Suite("Gzip")
struct GzipTests {
  @Test func `a stream is inflated whole`() throws {
    let stream = gzippedZeros
    let inflated = try inflateGzip(stream.span, limit: 1 << 20)
    #expect(inflated.isWhole)
    #expect(inflated.bytes == [UInt8](repeating: 0, count: 100_000))
  }

  @Test(arguments: [0, 1, 999, 99_999])
  func `a bomb is inflated no further than the limit`(limit: Int) throws {
    let stream = gzippedZeros
    let inflated = try inflateGzip(stream.span, limit: limit)
    #expect(!inflated.isWhole)
    #expect(inflated.bytes.count == limit)
  }

  /// 2,700 members of 100,000 zeros: 356 kB of gzip that hold 270 MB.
  @Test func `no more than a hundred times its size, or 256 MiB, is inflated of a stream`() {
    let stream = [[UInt8]](repeating: gzippedZeros, count: 2700).flatMap { $0 }
    #expect(throws: DataFileProblem.inflatesTooFar(bytes: stream.count, limit: 1 << 28)) {
      try inflateGzip(stream.span, limit: 1 << 30)
    }
    let allowed = [[UInt8]](repeating: gzippedZeros, count: 2600).flatMap { $0 }
    #expect(throws: Never.self) { try inflateGzip(allowed.span, limit: 1 << 30) }
  }

  @Test func `members follow one another`() throws {
    let stream = gzip([1, 2, 3]) + gzip([]) + gzippedZeros + gzip([4])
    let inflated = try inflateGzip(stream.span, limit: 1 << 20)
    #expect(inflated.isWhole)
    #expect(inflated.bytes == [1, 2, 3] + [UInt8](repeating: 0, count: 100_000) + [4])
  }

  @Test func `a wrong checksum or length is damage`() {
    let stream = gzip([1, 2, 3])
    for (fromEnd, reason) in [(8, "incorrect data check"), (1, "incorrect length check")] {
      var damaged = stream
      damaged[damaged.count - fromEnd] ^= 0x40
      #expect(throws: DataFileProblem.gzipDamaged(reason: reason, afterInflatedBytes: 3)) {
        try inflateGzip(damaged.span, limit: 100)
      }
    }
  }

  @Test func `an end that comes too early says after how many bytes`() {
    let stream = Array(gzip([1, 2, 3]).prefix(17))
    #expect(throws: DataFileProblem.gzipTruncated(afterInflatedBytes: 2)) {
      try inflateGzip(stream.span, limit: 100)
    }
  }

  /// A member whose header says how long it is.
  private func member(_ content: [UInt8]) -> [UInt8] {
    let plain = gzip(content)
    let length = UInt32(plain.count + 10)
    let extra = [8, 0, UInt8(ascii: "M"), UInt8(ascii: "B"), 4, 0]
    let size = (0..<4).map { UInt8(length >> (8 * $0) & 255) }
    return Array(plain[..<3]) + [4] + Array(plain[4..<10]) + extra + size + Array(plain[10...])
  }

  @Test func `members that say how long they are need none before them`() throws {
    let contents: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 5000), [4]]
    let stream = contents.flatMap { member($0) }
    let members = try GzipMember.all(of: stream.span)
    #expect(members.map(\.inflated) == [0..<3, 3..<3, 3..<5003, 5003..<5004])
    #expect(members.map(\.compressed.count) == contents.map { member($0).count })
    #expect(try inflate(members, of: stream.span) == contents.flatMap { $0 })
    #expect(try inflate(Array(members[2...]), of: stream.span) == contents[2] + contents[3])
    #expect(try inflate([], of: stream.span) == [])
    #expect(try inflateGzip(stream.span, limit: 6000).bytes == contents.flatMap { $0 })
  }

  @Test func `a member without its length, or with a wrong one, is damage`() {
    let stream = member([1, 2, 3])
    let foreign = stream + gzip([UInt8](repeating: 9, count: 50))
    #expect(
      throws: DataFileProblem.gzipDamaged(
        reason: "a member without its length", afterInflatedBytes: 3)
    ) { try GzipMember.all(of: foreign.span) }
    for wrong in [0, 27, stream.count + 1] {
      var damaged = stream
      damaged[16] = UInt8(wrong)
      #expect(
        throws: DataFileProblem.gzipDamaged(
          reason: "a member of \(wrong) bytes", afterInflatedBytes: 0)
      ) { try GzipMember.all(of: damaged.span) }
    }
    #expect(throws: DataFileProblem.gzipTruncated(afterInflatedBytes: 0)) {
      try GzipMember.all(of: Array(stream.prefix(27)).span)
    }
  }

  @Test func `each member is checked and fills its place`() throws {
    let stream = member([1, 2, 3]) + member([4, 5])
    let members = try GzipMember.all(of: stream.span)
    // A byte of the second member's checksum, and its length.
    for (fromEnd, count) in [(8, 2), (4, 3), (4, 1)] {
      var damaged = stream
      let place = stream.count - fromEnd
      damaged[place] = fromEnd == 8 ? damaged[place] ^ 1 : UInt8(count)
      let found = try GzipMember.all(of: damaged.span)
      #expect(found.map(\.compressed) == members.map(\.compressed))
      #expect(throws: DataFileProblem.self) { try inflate(found, of: damaged.span) }
    }
  }
}
