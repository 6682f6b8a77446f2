/// A decoded picture, 8 bits a channel.
package struct Picture: Hashable, Sendable {
  package let height: Int
  package let width: Int
  /// 1: grey; 3: red, green and blue.
  package let channels: Int
  /// `bytes[height, width, channels]`.
  package let bytes: [UInt8]
  package let origin: Origin

  /// What the file was, for messages.
  package struct Origin: Hashable, Sendable {
    package let format: PictureFormat
    package let color: Color
    /// Bits of a channel in the file, or of an index into the palette.
    package let bits: Int

    package init(format: PictureFormat, color: Color, bits: Int) {
      self.format = format
      self.color = color
      self.bits = bits
    }
  }

  /// How the file stores colours.
  package enum Color: String, Hashable, Sendable {
    case blackAndWhite = "black and white"
    case gray = "grey"
    case grayAlpha = "grey with alpha"
    case palette = "a palette"
    case rgb = "RGB"
    case rgbAlpha = "RGB with alpha"
    case yCbCr = "YCbCr"
  }

  /// - Precondition: there are `height * width * channels` bytes, and 1 or 3 channels.
  package init(height: Int, width: Int, channels: Int, bytes: [UInt8], origin: Origin) {
    precondition(channels == 1 || channels == 3)
    precondition(height > 0 && width > 0 && bytes.count == height * width * channels)
    self.height = height
    self.width = width
    self.channels = channels
    self.bytes = bytes
    self.origin = origin
  }

  /// Decodes one file. For many files, a `PictureDecoder` is faster.
  ///
  /// - Throws: a `PictureError` if the bytes are no picture, or a damaged or unsupported one.
  package static func decode(_ file: [UInt8]) throws(PictureError) -> Picture {
    var decoder = PictureDecoder()
    return try decoder.decode(file)
  }
}

extension Picture.Origin: CustomStringConvertible {
  /// `PNG, grey, 16 bits`.
  package var description: String {
    "\(format), \(color.rawValue), \(bits) bit\(bits == 1 ? "" : "s")"
  }
}
