import Images
import Testing

struct DamageTests {
  @Test(arguments: Fixture.all)
  func `a file that is cut off anywhere is refused`(fixture: Fixture) {
    let file = fixture.bytes
    // The last number of a plain file may be shorter, and the last blank may be missing.
    let plain = ["P1", "P2", "P3"].contains(String(fixture.description.prefix(2)))
    for count in 0..<file.count - (plain ? 6 : 0) {
      #expect(refusal(Array(file[..<count])) != nil, "\(count) of \(file.count) bytes")
    }
  }

  @Test(arguments: Fixture.all)
  func `no changed byte stops the program`(fixture: Fixture) {
    var file = fixture.bytes
    let isPNG = file[0] == 0x89
    for place in file.indices {
      for change: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
        file[place] ^= change
        let said = refusal(file)
        #expect(said.map { !$0.isEmpty && $0.utf8.count < 400 } ?? !isPNG, "byte \(place)")
        file[place] ^= change
      }
    }
  }

  @Test(arguments: Fixture.all)
  func `no missing or doubled part stops the program`(fixture: Fixture) {
    let file = fixture.bytes
    for place in stride(from: 0, to: file.count, by: 3) {
      for count in [1, 2, 7, 40] where place + count <= file.count {
        _ = refusal(Array(file[..<place] + file[(place + count)...]))
        _ = refusal(Array(file[..<(place + count)] + file[place...]))
      }
    }
  }

  /// Claims that would fill memory are refused before anything is allocated.
  @Test func `bombs are refused`() {
    var small = PictureDecoder(mostPixels: 100)
    let file = PNGFile.whole(width: 11, height: 10, rows: [UInt8](repeating: 0, count: 120))
    #expect(throws: PictureError.self) { try small.decode(file) }
    #expect(refusal(file) == nil)
    var huge = PNGFile()
    huge.header(width: 8192, height: 8192, color: 2)
    huge.add("IDAT", stored([0]))
    huge.add("IEND", [])
    #expect(
      refusal(huge.bytes) == "byte 41, chunk IDAT: 12 compressed bytes cannot hold the 201334784 "
        + "bytes of the picture")
    var wide = PNGFile()
    wide.header(width: 8193, height: 8192)
    #expect(
      refusal(wide.bytes)
        == "byte 16, chunk IHDR: 8193×8192 pixels are more than the 67108864 that "
        + "are allowed; make it smaller first")
    let plain = Array("P2 60000 1000 255\n1 2 3".utf8)
    #expect(
      refusal(plain)
        == "byte 23: the file is cut off: the picture has 60000000 samples, but only 5 "
        + "bytes follow the header")
    var jpeg = Fixture.jpeg[1].bytes
    let frame = jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC2 } ?? 0
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0, 0x20, 0])
    #expect(refusal(jpeg)?.contains("8192×8192 pixels need at least 131072 bytes") == true)
  }
}
