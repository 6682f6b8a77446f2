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
      #expect(throws: FileProblem.gzipDamaged(reason: reason, afterInflatedBytes: 3)) {
        try inflateGzip(damaged.span, limit: 100)
      }
    }
  }

  @Test func `an end that comes too early says after how many bytes`() {
    let stream = Array(gzip([1, 2, 3]).prefix(17))
    #expect(throws: FileProblem.gzipTruncated(afterInflatedBytes: 2)) {
      try inflateGzip(stream.span, limit: 100)
    }
  }
}
