/// Decodes one file after another with the same buffers. Each thread needs its own.
package struct PictureDecoder: ~Copyable {
  /// The pixels that a picture may have: as many as 8192×8192.
  package static let mostPixels = 1 << 26

  private let mostPixels: Int
  private var png = PNGDecoder()

  /// - Parameter mostPixels: a picture with more pixels is refused before memory is allocated.
  package init(mostPixels: Int = PictureDecoder.mostPixels) {
    self.mostPixels = mostPixels
  }

  /// Decodes a PNG, JPEG or PNM file, whose format is found from its content.
  ///
  /// The picture is turned as its EXIF orientation says. README.md states every pixel to the bit.
  ///
  /// - Throws: a `PictureError` if the bytes are no picture, or a damaged or unsupported one.
  package mutating func decode(_ file: [UInt8]) throws(PictureError) -> Picture {
    switch try PictureFormat(of: file) {
    case .png: try png.decode(file, mostPixels: mostPixels)
    case .jpeg: try decodeJPEG(file, mostPixels: mostPixels)
    case .pnm: try decodePNM(file, mostPixels: mostPixels)
    }
  }
}
