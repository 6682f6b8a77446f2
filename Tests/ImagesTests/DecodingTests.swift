import Images
import Testing

struct DecodingTests {
  @Test(arguments: Fixture.all)
  func `the pixels are Pillow's`(fixture: Fixture) throws {
    let picture = try Picture.decode(fixture.bytes)
    #expect(picture.height == fixture.height && picture.width == fixture.width)
    #expect(picture.channels == fixture.channels)
    #expect(sha256(picture.bytes) == fixture.pixels)
  }

  @Test func `a decoder is used again, also after refusals`() throws {
    var decoder = PictureDecoder()
    for fixture in Fixture.all + Fixture.all.reversed() {
      #expect(sha256(try decoder.decode(fixture.bytes).bytes) == fixture.pixels)
      #expect(throws: PictureError.self) { try decoder.decode(fixture.bytes.dropLast(60)) }
    }
  }

  @Test(arguments: [
    ("colour 0, 1 bit", "PNG, grey, 1 bit"), ("colour 3, 4", "PNG, a palette, 4 bits"),
    ("colour 6, 16", "PNG, RGB with alpha, 16 bits"), ("P4", "PNM, black and white, 1 bit"),
    ("P6", "PNM, RGB, 8 bits"), ("4:2:0", "JPEG, YCbCr, 8 bits"), ("RGB", "JPEG, RGB, 8 bits"),
  ])
  func `the picture says what the file was`(prefix: String, origin: String) throws {
    let fixture = try #require(Fixture.all.first { $0.description.hasPrefix(prefix) })
    #expect(try Picture.decode(fixture.bytes).origin.description == origin)
  }

  /// The pixels 1 2 3 / 4 5 6, turned and mirrored as EXIF's values 1 to 8 say.
  @Test(arguments: [
    (1, 2, [1, 2, 3, 4, 5, 6]), (2, 2, [3, 2, 1, 6, 5, 4]), (3, 2, [6, 5, 4, 3, 2, 1]),
    (4, 2, [4, 5, 6, 1, 2, 3]), (5, 3, [1, 4, 2, 5, 3, 6]), (6, 3, [4, 1, 5, 2, 6, 3]),
    (7, 3, [6, 3, 5, 2, 4, 1]), (8, 3, [3, 6, 2, 5, 1, 4]), (9, 2, [1, 2, 3, 4, 5, 6]),
  ])
  func `pictures are turned upright`(value: UInt8, height: Int, pixels: [UInt8]) throws {
    let little: [UInt8] = [
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x0F, 1, 2, 0, 1, 0, 0, 0, 65, 0, 0, 0,
      0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0,
    ]
    let big: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0,
    ]
    for exif in [little, big] {
      let file = PNGFile.whole(
        width: 3, height: 2, before: [("eXIf", exif)], rows: [0, 1, 2, 3, 0, 4, 5, 6])
      let picture = try Picture.decode(file)
      #expect(picture.height == height)
      #expect(picture.bytes == pixels)
      for count in exif.indices {
        let cut = PNGFile.whole(
          width: 3, height: 2, before: [("eXIf", Array(exif[..<count]))],
          rows: [0, 1, 2, 3, 0, 4, 5, 6])
        #expect(try Picture.decode(cut).bytes.count == 6)
      }
    }
  }

  /// `colour * alpha / 255` to the nearest, of all bytes.
  @Test func `alpha is over black`() throws {
    for alpha in UInt8.min...UInt8.max {
      let row = (UInt8.min...UInt8.max).flatMap { [$0, alpha] }
      let picture = try Picture.decode(
        PNGFile.whole(width: 256, height: 1, color: 4, rows: [0] + row))
      let expected = (0...255).map { Int((Double($0 * Int(alpha)) / 255).rounded()) }
      #expect(picture.bytes.map(Int.init) == expected)
    }
  }

  @Test func `samples of PNM are scaled to the nearest, ties to even`() throws {
    for maximum in [1, 2, 6, 34, 85, 254, 255, 510, 65535] {
      let samples = (0...min(maximum, 999)).map { $0 * maximum / min(maximum, 999) }
      let numbers = [samples.count, 1, maximum] + samples
      let text = "P2 " + numbers.map(String.init).joined(separator: " ")
      let expected = samples.map {
        Int((Double($0 * 255) / Double(maximum)).rounded(.toNearestOrEven))
      }
      #expect(try Picture.decode(Array(text.utf8)).bytes.map(Int.init) == expected)
    }
  }
}
