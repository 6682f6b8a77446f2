/// What stands before the pixels of a PNM file.
struct PNMHeader {
  let isPlain: Bool
  /// PBM: one bit a pixel.
  let isBitmap: Bool
  let channels: Int
  let width: Int
  let height: Int
  /// The sample that means full brightness, at most 65,535.
  let maximum: Int

  /// Reads the header and the one blank after it.
  ///
  /// - Throws: a `PictureError` if a number is missing or out of range, and for too many pixels.
  init(_ reader: inout PNMReader, mostPixels: Int) throws(PictureError) {
    let kind = reader.kind
    isPlain = kind <= 3
    isBitmap = kind % 3 == 1
    channels = kind % 3 == 0 ? 3 : 1
    let start = reader.offset
    width = try reader.number("the width")
    height = try reader.number("the height")
    guard width > 0, height > 0 else {
      throw PictureError(
        at: start, "\(width)×\(height) pixels; width and height must be at least 1")
    }
    guard width <= mostPixels / height else {
      throw .tooLarge(at: start, in: nil, width: width, height: height, most: mostPixels)
    }
    if isBitmap {
      maximum = 1
    } else {
      maximum = try reader.number("the maximum of samples")
      guard 1...65535 ~= maximum else {
        throw PictureError(
          at: reader.numberStart, "the maximum of samples is \(maximum), not between 1 and 65535")
      }
    }
    try reader.skipBlank()
  }
}
