import Datasets
import Files
import Testing

struct PublishedFileTests {
  /// `members of an archive`, gzipped.
  private static let download: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x4D, 0xCD, 0x4D,
    0x4A, 0x2D, 0x2A, 0x56, 0xC8, 0x4F, 0x53, 0x48, 0xCC, 0x53, 0x48, 0x2C, 0x4A, 0xCE,
    0xC8, 0x2C, 0x4B, 0x05, 0x00, 0x4E, 0xD3, 0x10, 0x46, 0x15, 0x00, 0x00, 0x00,
  ]
  private static let content = Array("members of an archive".utf8)

  @Test(arguments: [false, true])
  func `a file is proven by the digest of its bytes, or of the download`(
    isDigestOfDownload: Bool
  ) throws {
    let hashed = isDigestOfDownload ? Self.download : Self.content
    let file = PublishedFile(
      "archive.tar", byteCount: Self.content.count, gzippedByteCount: Self.download.count,
      sha256: SHA256.hash(hashed).description, isDigestOfDownload: isDigestOfDownload)
    #expect(try file.verified(Self.download) == Self.content)
    var changed = Self.download
    changed[4] ^= 1  // The time of the gzip header.
    if isDigestOfDownload {
      let found = SHA256.hash(changed).description
      #expect(throws: DataFileProblem.digest(found: found, expected: file.dataFile.sha256)) {
        try file.verified(changed)
      }
    } else {
      #expect(try file.verified(changed) == Self.content)
    }
    // A download that was cut is not another file: it goes on where it ended.
    let error = #expect(throws: DataFileProblem.self) {
      try file.verified(Self.download.dropLast(9))
    }
    guard case .gzipTruncated = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
