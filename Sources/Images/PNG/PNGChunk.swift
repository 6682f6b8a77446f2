import Inflation

/// One chunk of a PNG file: length, type, content, checksum (PNG, 3rd edition, 5.3).
struct PNGChunk {
  static let signatureBytes = 8

  /// Where the length is.
  let start: Int
  let type: String
  let content: Range<Int>
  /// Where the next chunk begins.
  var end: Int { content.upperBound + 4 }
  var part: String { "chunk \(type)" }

  /// - Throws: a `PictureError` if the chunk is cut off, or has letters or a checksum that are
  ///   wrong.
  init(_ file: [UInt8], at start: Int) throws(PictureError) {
    self.start = start
    guard file.count - start >= 8 else {
      throw .truncated(at: file.count, "a chunk begins at byte \(start), and IEND is missing")
    }
    let length = file.bigEndian32(at: start)
    let letters = file[start + 4..<start + 8]
    guard letters.allSatisfy({ 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }) else {
      let found = letters.map(hexadecimal).joined(separator: " ")
      throw PictureError(
        at: start + 4,
        "a chunk's type has four letters, not the bytes \(found): "
          + "the file is damaged before this place")
    }
    type = String(decoding: letters, as: UTF8.self)
    let available = file.count - start - 8
    guard length <= available - 4 else {
      throw .truncated(
        at: start, in: "chunk \(type)",
        "the chunk has \(length) bytes and a checksum of 4, but only \(available) bytes follow")
    }
    content = start + 8..<start + 8 + length
    let expected = UInt32(truncatingIfNeeded: file.bigEndian32(at: content.upperBound))
    let found = crc32(file, in: start + 4..<content.upperBound)
    guard found == expected else {
      throw PictureError(
        at: start, in: "chunk \(type)",
        "the checksum of the content is 0x\(String(found, radix: 16)), "
          + "not 0x\(String(expected, radix: 16)) as the chunk says")
    }
  }

  func error(_ problem: String) -> PictureError {
    PictureError(at: start, in: part, problem)
  }
}
