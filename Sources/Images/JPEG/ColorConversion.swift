extension JPEGFrame {
  /// Upsamples the planes and converts them to the bytes of a picture.
  func picture(isYCbCr: Bool) -> Picture {
    let channels = components.count
    var bytes = [UInt8](repeating: 0, count: width * height * channels)
    let methods = components.map { Upsampling($0, in: self) }
    let planes = components.map { JPEGPlane($0) }
    var rows = zip(methods, planes).map { [UInt8](repeating: 0, count: $0.rowBytes($1)) }
    var sums = [Int32](repeating: 0, count: planes.map(\.width).max() ?? 0)
    for y in 0..<height {
      for index in planes.indices {
        methods[index].upsample(planes[index], y: y, into: &rows[index], sums: &sums)
      }
      let start = y * width * channels
      if channels == 1 {
        for x in 0..<width { bytes[start + x] = rows[0][x] }
      } else if isYCbCr {
        convert(rows[0], rows[1], rows[2], width: width, into: &bytes, at: start)
      } else {
        for x in 0..<width {
          for channel in 0..<3 { bytes[start + 3 * x + channel] = rows[channel][x] }
        }
      }
    }
    let color: Picture.Color = channels == 1 ? .gray : isYCbCr ? .yCbCr : .rgb
    return Picture(
      height: height, width: width, channels: channels, bytes: bytes,
      origin: .init(format: .jpeg, color: color, bits: 8))
  }
}

/// Converts a row from YCbCr to RGB (ITU-T T.871, 7), with constants in multiples of 2⁻¹⁶ as in
/// libjpeg.
private func convert(
  _ luma: [UInt8], _ blueDifference: [UInt8], _ redDifference: [UInt8], width: Int,
  into bytes: inout [UInt8], at start: Int
) {
  var place = start
  for x in 0..<width {
    let y = Int32(luma[x])
    let (cb, cr) = (Int32(blueDifference[x]) &- 128, Int32(redDifference[x]) &- 128)
    bytes[place] = UInt8(clamping: y &+ (91881 &* cr &+ 32768) &>> 16)
    bytes[place + 1] = UInt8(clamping: y &+ (32768 &- 22554 &* cb &- 46802 &* cr) &>> 16)
    bytes[place + 2] = UInt8(clamping: y &+ (116130 &* cb &+ 32768) &>> 16)
    place += 3
  }
}
