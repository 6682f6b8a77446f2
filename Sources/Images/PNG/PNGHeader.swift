/// The chunk IHDR (PNG, 3rd edition, 11.2.1).
struct PNGHeader {
  let width: Int
  let height: Int
  /// Bits of a sample, or of an index into the palette.
  let bitDepth: Int
  let color: ColorType
  let isInterlaced: Bool

  enum ColorType: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgbAlpha = 6

    var samples: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgbAlpha: 4
      }
    }

    var bitDepths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgbAlpha: [8, 16]
      }
    }

    var pictureColor: Picture.Color {
      switch self {
      case .gray: .gray
      case .palette: .palette
      case .grayAlpha: .grayAlpha
      case .rgb: .rgb
      case .rgbAlpha: .rgbAlpha
      }
    }
  }

  /// Channels of the decoded picture.
  var channels: Int { color == .gray || color == .grayAlpha ? 1 : 3 }
  var bitsPerPixel: Int { color.samples * bitDepth }
  /// How far back the filters look: bytes of a pixel, at least one.
  var filterDistance: Int { max(1, bitsPerPixel / 8) }

  /// Bytes of `width` pixels without the filter's number.
  func rowBytes(_ width: Int) -> Int { (width * bitsPerPixel + 7) / 8 }

  /// - Parameter offset: where the 13 bytes of the chunk's content begin.
  /// - Throws: a `PictureError` for values that PNG does not have, and for too many pixels.
  init(_ file: [UInt8], at offset: Int, mostPixels: Int) throws(PictureError) {
    let part = "chunk IHDR"
    width = file.bigEndian32(at: offset)
    height = file.bigEndian32(at: offset + 4)
    bitDepth = Int(file[offset + 8])
    guard 1..<1 << 31 ~= width, 1..<1 << 31 ~= height else {
      throw PictureError(
        at: offset, in: part,
        "\(width)×\(height) pixels; width and height must be between 1 and \(Int32.max)")
    }
    guard width <= mostPixels / height else {
      throw .tooLarge(at: offset, in: part, width: width, height: height, most: mostPixels)
    }
    guard let color = ColorType(rawValue: file[offset + 9]) else {
      throw PictureError(
        at: offset + 9, in: part, "colour type \(file[offset + 9]); PNG has 0, 2, 3, 4 and 6")
    }
    guard color.bitDepths.contains(bitDepth) else {
      let depths = color.bitDepths.map(String.init).joined(separator: ", ")
      throw PictureError(
        at: offset + 8, in: part,
        "bit depth \(bitDepth); colour type \(color.rawValue) has \(depths)")
    }
    for (place, what) in [(10, "compression"), (11, "filter")] where file[offset + place] != 0 {
      throw PictureError(
        at: offset + place, in: part, "\(what) method \(file[offset + place]); PNG has only 0")
    }
    guard file[offset + 12] < 2 else {
      throw PictureError(
        at: offset + 12, in: part, "interlace method \(file[offset + 12]); PNG has 0 and 1")
    }
    self.color = color
    isInterlaced = file[offset + 12] == 1
  }
}

extension [UInt8] {
  /// - Precondition: there are four bytes at `offset`.
  func bigEndian32(at offset: Int) -> Int {
    Int(self[offset]) << 24 | Int(self[offset + 1]) << 16 | Int(self[offset + 2]) << 8
      | Int(self[offset + 3])
  }

  /// - Precondition: there are two bytes at `offset`.
  func bigEndian16(at offset: Int) -> Int { Int(self[offset]) << 8 | Int(self[offset + 1]) }
}
