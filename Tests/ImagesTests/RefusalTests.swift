import Images
import Testing

struct RefusalTests {
  @Test(arguments: [
    ("", "the file is empty"),
    ("PK\u{3}\u{4}", "byte 0: the file is a zip archive (unpack it first), not a picture"),
    ("\n <!DOCTYPE html>", "byte 0: the file is a web page, perhaps the error message"),
    ("version https://git-lfs.github.com/spec/v1\n", "byte 0: the file is a Git LFS pointer"),
    ("GIF89a", "byte 0: the file is a GIF, not a PNG, JPEG or PNM (PBM, PGM, PPM): convert it"),
    ("RIFFabcdWEBPVP8 ", "byte 0: the file is a WebP"), ("%PDF-1.7", "byte 0: the file is a PDF"),
    ("II*\0abcd", "byte 0: the file is a TIFF"), ("\0\0\0 ftypheic", "byte 0: the file is an HEIC"),
    ("\0\0\0 ftypavif", "byte 0: the file is an AVIF"),
    ("a,b\n1,2\n", "byte 0: the file is a text"),
    ("BM123456789012345", "byte 0: the file is a BMP"),
    ("P7\nWIDTH 1", "byte 0: the file is a PAM"), ("P", "byte 0: the file is cut off: a PNM"),
    ("<?xml version='1.0'?>", "byte 0: the file is an XML text"),
    ("\u{1}\u{2}\u{3}", "byte 0: the file begins with the bytes 01 02 03, which are not"),
  ])
  func `what is no picture is named`(text: String, beginning: String) {
    let said = refusal(Array(text.utf8)) ?? "nothing"
    #expect(said.hasPrefix(beginning), "\(said)")
  }

  @Test(arguments: [
    ("P5 2 2 255 abc", "byte 14: the file is cut off: the pixels need 4 bytes from byte 11 on"),
    ("P5 2 x", "byte 5: the byte 0x78 instead of the height"),
    ("P5 0 2 255 ", "byte 2: 0×2 pixels; width and height must be at least 1"),
    ("P2 1 1 9 # 5\n10", "byte 13: the sample 10 is more than the maximum, 9"),
    ("P2 1 1 70000 1", "byte 7: the maximum of samples is 70000, not between 1 and 65535"),
    ("P1 1 1 2", "byte 7: the byte 0x32 instead of 0 or 1"),
    ("P3 12345678901 1 9", "byte 3: the width is a number of more than 10 digits"),
  ])
  func `PNM says the place`(text: String, beginning: String) {
    let said = refusal(Array(text.utf8)) ?? "nothing"
    #expect(said.hasPrefix(beginning), "\(said)")
  }

  /// What is between IHDR and IEND of a picture of 2×1 pixels, and what is said of it.
  static let chunks: [(color: UInt8, [(String, [UInt8])], String)] = [
    (0, [], "byte 33, chunk IEND: a PNG has a chunk IDAT before the end"),
    (
      3, [("IDAT", stored([0, 0, 0]))],
      "byte 33, chunk IDAT: a picture with a palette needs a chunk"
    ),
    (
      3, [("PLTE", [1, 2, 3]), ("IDAT", stored([0, 0, 1]))],
      "chunk IDAT: row 0 has the colour 1, but the palette has 1 colours, from 0"
    ),
    (0, [("IDAT", stored([5, 0, 0]))], "chunk IDAT: row 0 has filter 5; PNG has 0 to 4"),
    (
      0, [("IDAT", stored([0, 0]))],
      "byte 41, chunk IDAT: 2 bytes are inflated, but the picture has 3"
    ),
    (
      0, [("IDAT", stored([0, 0, 0, 0]))],
      "byte 41, chunk IDAT: more than the 3 bytes of the picture are inflated"
    ),
    (
      0, [("IDAT", Array(stored([0, 0, 0]).dropLast()))],
      "byte 41, chunk IDAT: the end of the compressed bytes with their checksum is missing"
    ),
    (
      0, [("IDAT", stored([0, 0, 0]) + [9])],
      "byte 55, chunk IDAT: bytes follow the end of the compressed stream"
    ),
    (
      0, [("IDAT", [0x78, 1, 7])],
      "byte 44, chunk IDAT: the compressed bytes are damaged (invalid block type)"
    ),
    (
      0, [("IDAT", []), ("tEXt", []), ("IDAT", [])],
      "byte 57, chunk IDAT: IDAT chunks must follow each other, but tEXt is between them"
    ),
    (0, [("PLTE", [1, 2, 3])], "byte 33, chunk PLTE: a grey picture has no palette"),
    (0, [("ABCD", [])], "byte 33, chunk ABCD: a chunk that is not known and must be understood"),
    (4, [("tRNS", [0, 0])], "byte 33, chunk tRNS: a picture with alpha has no tRNS"),
    (7, [], "byte 25, chunk IHDR: colour type 7; PNG has 0, 2, 3, 4 and 6"),
  ]

  @Test(arguments: chunks.indices)
  func `PNG says the place`(index: Int) {
    let (color, chunks, message) = Self.chunks[index]
    var file = PNGFile()
    file.header(width: 2, height: 1, color: color)
    for (type, content) in chunks { file.add(type, content) }
    file.add("IEND", [])
    let said = refusal(file.bytes)
    #expect(said?.hasPrefix(message) == true, "\(said ?? "nothing")")
  }

  @Test func `a changed byte of a PNG is found by its checksum`() {
    var file = PNGFile.whole(width: 2, height: 1, rows: [0, 1, 2])
    file[50] ^= 1
    let said = refusal(file)
    #expect(said?.hasPrefix("byte 33, chunk IDAT: the checksum of the content is 0x") == true)
  }

  /// The beginning of a JPEG file: SOI and the segment of a frame.
  private func frame(
    _ marker: UInt8, bits: UInt8 = 8, height: UInt8 = 8, planes: UInt8 = 1, factors: UInt8 = 0x11
  ) -> [UInt8] {
    var content: [UInt8] = [bits, 0, height, 0, 8, planes]
    for plane in 1...planes { content += [plane, factors, 0] }
    return [0xFF, 0xD8, 0xFF, marker, 0, UInt8(content.count + 2)] + content
  }

  @Test func `kinds of JPEG that are not supported are named`() {
    let wanted: [([UInt8], String)] = [
      (frame(0xC0, planes: 4), "byte 2, segment SOF0: four planes, CMYK or YCCK as for print"),
      (frame(0xC1, bits: 12), "byte 2, segment SOF1: 12 bits a sample; only 8 are supported"),
      (frame(0xC3), "byte 2, segment SOF3: a JPEG of the kind lossless, which is not supported"),
      (frame(0xC9), "byte 2, segment SOF9: a JPEG of the kind sequential, with arithmetic coding"),
      (
        frame(0xCA), "byte 2, segment SOF10: a JPEG of the kind progressive, with arithmetic coding"
      ),
      (frame(0xC5), "byte 2, segment SOF5: a JPEG of the kind sequential, hierarchical, which"),
      (frame(0xC0, height: 0), "byte 2, segment SOF0: a height of 0, which DNL would say later"),
      (frame(0xC0, planes: 2), "byte 2, segment SOF0: 2 planes; there are files of 1 (grey)"),
      (frame(0xC0, factors: 0x51), "byte 2, segment SOF0: sampling factors 5×1; they are 1 to 4"),
      ([0xFF, 0xD8, 0xFF, 0xD9], "byte 2, segment EOI: the file ends before a frame header SOF"),
      ([0xFF, 0xD8, 0xFF, 0xDA, 0, 2], "byte 2, segment SOS: a scan before the frame header SOF"),
      (
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 9, 1], "byte 2, segment APP0: the file is cut off: the segment"
      ),
    ]
    for (file, beginning) in wanted {
      #expect(refusal(file)?.hasPrefix(beginning) == true, "\(refusal(file) ?? "nothing")")
    }
  }

  /// Without its last scan, libjpeg would smooth the blocks of a progressive file.
  @Test func `a progressive file without its last scan is refused`() throws {
    var file = Fixture.jpeg[1].bytes
    let scan = try #require(
      file.indices.dropLast().last { file[$0] == 0xFF && file[$0 + 1] == 0xDA })
    let table = file[..<scan].lastIndex(of: 0xC4) ?? scan
    file.removeSubrange((table - 1)...)
    #expect(refusal(file + [0xFF, 0xD9])?.hasSuffix("progressive scans are missing") == true)
  }
}
